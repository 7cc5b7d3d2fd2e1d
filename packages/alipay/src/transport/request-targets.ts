import type { RequestOptions } from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** An origin, with everything before the path, path and query. */
const parts = /^([a-z]+:\/\/[^/?#]+)([^#]*)/;

/** Splits a URL without parsing it. @returns origin and path with its query; `undefined` when it has another form */
export function splitUrl(url: string): readonly [origin: string, path: string] | undefined {
  const [, origin, path = ''] = parts.exec(url) ?? [];
  return origin === undefined ? undefined : [origin, path.startsWith('/') ? path : `/${path}`];
}

/**
 * Splits URLs into what `node:http` takes. It parses an origin once: nearly all requests of a client go to the same one,
 * and a URL takes longer to parse than everything else that the client does to send a request.
 */
export function requestTargets(): (url: string) => RequestOptions {
  let knownOrigin: string | undefined;
  let options: RequestOptions = {};
  return (url) => {
    const split = splitUrl(url);
    if (split === undefined) return urlToHttpOptions(new URL(url));
    const [origin, path] = split;
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
    return { ...options, path };
  };
}
