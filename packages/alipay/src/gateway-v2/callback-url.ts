/**
 * Checks an address that Alipay calls or sends the user back to. The gateway takes a parameter called `method` there for an
 * attack and refuses the request (`suspected-attack`).
 *
 * @throws TypeError naming the option
 */
export function checkCallbackUrl(url: unknown, option: string): string | undefined {
  if (url === undefined) return undefined;
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new TypeError(`${option}: expected an absolute address, such as "https://example.com/alipay"`);
  }
  checkNoSpaces(String(url), option);
  if (parsed.searchParams.has('method')) {
    throw new TypeError(`${option}: found a parameter called "method", which Alipay refuses; give it another name`);
  }
  return String(url);
}

/** `URL` ignores spaces around an address and encodes those within. Alipay gets the address as it is. */
export function checkNoSpaces(url: string, option: string): void {
  if (/^\s|\s$/.test(url)) throw new TypeError(`${option}: found spaces around the address`);
  if (/\s/.test(url)) throw new TypeError(`${option}: found a space in the address; write it as %20`);
}
