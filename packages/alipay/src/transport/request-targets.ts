import type { RequestOptions } from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** An origin, with everything before the path, path and query. */
const parts = /^([a-z]+:\/\/[^/?#]+)([^#]*)/;

/**
 * Splits URLs into what `node:http` takes. It parses an origin once: nearly all requests of a client go to the same one,
 * and a URL takes longer to parse than everything else that the client does to send a request.
 */
export function requestTargets(): (url: string) => RequestOptions {
  let knownOrigin: string | undefined;
  let options: RequestOptions = {};
  return (url) => {
    const [, origin, path] = parts.exec(url) ?? [];
    if (origin === undefined) return urlToHttpOptions(new URL(url));
    if (origin !== knownOrigin) {
      const { protocol, hostname, port, auth } = urlToHttpOptions(new URL(origin));
      options = {
        protocol,
        hostname,
        ...(port === undefined ? {} : { port }),
        ...(auth === undefined ? {} : { auth }),
      };
      knownOrigin = origin;
    }
    return { ...options, path: path?.startsWith('/') ? path : `/${path}` };
  };
}
