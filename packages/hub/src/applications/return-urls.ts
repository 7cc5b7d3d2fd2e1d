import { HubError } from '../problems/hub-error.js';

const longest = 1_000;

/** Parameters that the hub adds to an address begin like this. */
export const returnPrefix = 'lingpai_';

/**
 * An address that a merchant's browser can be sent to. It has to be written as browsers write it, so that what is checked
 * here is what they open.
 *
 * @returns the address, or what is wrong with it
 */
function parseReturnUrl(text: string): URL | string {
  if (text.length > longest) return `expected at most ${longest} characters`;
  if (!/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return 'expected an address in ASCII, percent-encoded';
  const url = new URL(text);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal))
    return 'expected https, except on this machine';
  if (url.username !== '' || url.password !== '') return 'expected neither a user nor a password';
  if (text.includes('#')) return 'expected no fragment';
  // Some servers decode these before they look at the path.
  if (/%(?:2e|2f|5c)/i.test(url.pathname)) return 'expected no encoded dot, slash or backslash in the path';
  const isCanonical = url.href === text || url.href === `${text}/`;
  return isCanonical ? url : `expected it as browsers write it: ${url.href}`;
}

/** @throws HubError naming the one that is wrong */
export function checkReturnUrls(urls: readonly string[]): void {
  for (const [index, text] of urls.entries()) {
    const url = parseReturnUrl(text);
    const problem = typeof url === 'string' ? url : text.includes('?') ? 'expected no query' : undefined;
    if (problem !== undefined) throw new HubError('invalid-request', `returnUrls.${index}: ${problem}`);
  }
}

/**
 * Why an address is not below one that is registered: of the same origin, and of its path or a path below it.
 *
 * @returns `undefined` when it is
 */
export function returnProblem(registered: readonly string[], returnTo: string): string | undefined {
  const url = parseReturnUrl(returnTo);
  if (typeof url === 'string') return url;
  if ([...url.searchParams.keys()].some((name) => name.startsWith(returnPrefix))) {
    return `expected no parameter that begins with ${returnPrefix}`;
  }
  const isBelow = registered.some((text) => {
    const base = new URL(text);
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return url.origin === base.origin && (url.pathname === base.pathname || url.pathname.startsWith(folder));
  });
  return isBelow ? undefined : "expected an address below one of the application's returnUrls";
}
