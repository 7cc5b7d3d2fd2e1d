import type { IncomingHttpHeaders } from 'node:http';
import { HubError } from '../problems/hub-error.js';

/** Headers by which a caller would ask for something that is not done. */
const refused = /^(?:alipay-.*|x-http-method(?:-override)?|x-method-override)$/s;

/**
 * No header of the caller reaches Alipay: the hub sets every one that it sends. Those that a caller may believe to have an
 * effect are refused; all others are left out.
 *
 * @throws HubError naming the header
 */
export function checkCallerHeaders(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    if (!refused.test(name)) continue;
    throw new HubError('header-refused', `the hub sets the headers of calls itself; leave out ${name}`, {
      members: { header: name },
    });
  }
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  throw new HubError('unsupported-media-type', 'expected a body without content-encoding');
}

/** Whether the caller reads a stream of events. */
export function acceptsEvents({ accept = '' }: IncomingHttpHeaders): boolean {
  return /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(accept);
}
