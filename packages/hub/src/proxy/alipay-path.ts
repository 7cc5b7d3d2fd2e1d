import { HubError } from '../problems/hub-error.js';

/** Unreserved characters (RFC 3986, 2.3) and percent-encoded bytes; everything else has to be encoded. */
const segmentText = /^(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+$/;
/** Segments in which there is nothing to look for. */
const plainPath = /^(?:\/[A-Za-z0-9_-]+)+$/;
const queryText = /^(?:[A-Za-z0-9._~!$&()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$/;

/**
 * The path and the query at Alipay of a proxied call, exactly as they were sent: they are signed, so nothing rewrites them.
 *
 * @param url the target of the request: `/proxy/<appId>/<authAppId>/v3/…`
 * @throws HubError when the path could mean another one to some software on the way
 */
export function alipayPath(url: string): string {
  const [, path, query] = /^\/proxy\/[^/?#]+\/[^/?#]+(\/v3\/[^?#]*)(?:\?([^#]*))?$/.exec(url) ?? [];
  if (path === undefined) throw refused('expected one that begins with /v3/');
  if (!plainPath.test(path)) for (const segment of path.slice(1).split('/')) checkSegment(segment);
  if (query === undefined) return path;
  if (!queryText.test(query)) throw refused('the query has a character that has to be percent-encoded');
  return `${path}?${query}`;
}

function checkSegment(segment: string): void {
  if (segment === '') throw refused('it has an empty segment');
  if (!segmentText.test(segment)) throw refused('it has a character that has to be percent-encoded');
  if (!segment.includes('%') && segment !== '.' && segment !== '..') return;
  const text = decoded(segment);
  if (text === '.' || text === '..' || /[/\\\p{Cc}]/u.test(text)) throw refused('it leads elsewhere');
  if (/%[0-9A-Fa-f]{2}/.test(text)) throw refused('it is percent-encoded twice');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refused('it is not UTF-8');
  }
}

const refused = (why: string) => new HubError('path-refused', `the path cannot be called through the proxy: ${why}`);
