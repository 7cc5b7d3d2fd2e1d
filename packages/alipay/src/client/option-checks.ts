/** The largest delay that a timer of Node takes, in milliseconds. */
const maxTimeout = 2 ** 31 - 1;

/** @throws TypeError when the option is not a number of milliseconds that a timer takes */
export function checkTimeout(timeout: number, option = 'timeout'): number {
  checkPositive(timeout, option);
  if (timeout > maxTimeout) throw new TypeError(`${option}: expected at most ${maxTimeout} ms, found ${timeout}`);
  return timeout;
}

/** @throws TypeError when `maxRetries` is not a count */
export function checkMaxRetries(maxRetries: number): number {
  if (Number.isSafeInteger(maxRetries) && maxRetries >= 0) return maxRetries;
  throw new TypeError(`maxRetries: expected 0 or a positive integer, found ${describe(maxRetries)}`);
}

/** @throws TypeError when it is not an application's id */
export function checkAppId(appId: unknown): string {
  if (typeof appId === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(appId)) return appId;
  throw new TypeError(`appId: expected the application's id, such as "2021000000000001", found ${describe(appId)}`);
}

/**
 * @returns scheme and host
 * @throws TypeError when there is anything else
 */
export function checkEndpoint(endpoint: string): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isOrigin = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (url === undefined || !isOrigin || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('endpoint: expected scheme and host only, such as "https://openapi.alipay.com"');
  }
  return url.origin;
}

/** @throws TypeError naming the option when it is not a positive number */
export function checkPositive(value: number, option: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${option}: expected a positive number, found ${describe(value)}`);
}

/** @throws TypeError naming the option when it is neither a function nor left out */
export function checkFunction<F extends (...parameters: never[]) => unknown>(
  value: F | undefined,
  option: string,
): F | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new TypeError(`${option}: expected a function, found ${describe(value)}`);
}

/** @throws TypeError naming the option when it is neither `true` nor `false` nor left out */
export function checkBoolean(value: unknown, option: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new TypeError(`${option}: expected true or false, found ${describe(value)}`);
}

/** @throws TypeError when it is anything but a signal; one of another realm or package counts */
export function checkSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const isSignal = typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal;
  if (isSignal) return signal;
  throw new TypeError(`signal: expected an AbortSignal, found ${describe(signal)}`);
}

/** Describes a wrong value without showing text, which may be a secret in the wrong place. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'other text';
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}
