import { type AttemptLimits, withinLimits } from '../transport/attempt-limits.js';

/** A merchant's `app_auth_token`, or a function that yields the current one when a call is made. */
export type AppAuthTokenSource = string | (() => string | Promise<string>);

/** Header values and signed lines end at a line break: a token with one in it would change what is signed. */
const tokenText = /^[\x21-\x7e]{1,512}$/;

/**
 * The token to send, if any.
 *
 * @param limits what ends the wait for a function's token
 * @throws TypeError when it is not text that a header can carry
 */
export async function resolveAppAuthToken(
  source: AppAuthTokenSource | undefined,
  limits: AttemptLimits,
): Promise<string | undefined> {
  if (source === undefined) return undefined;
  return checkAppAuthToken(typeof source === 'function' ? await withinLimits(limits, 'not-sent', source) : source);
}

/** @throws TypeError when it is not text that a header can carry */
export function checkAppAuthToken(token: unknown): string {
  if (typeof token === 'string' && tokenText.test(token)) return token;
  const found = token === null ? 'null' : typeof token === 'string' ? 'text that a header cannot carry' : typeof token;
  throw new TypeError(`appAuthToken: expected the merchant's app_auth_token, found ${found}`);
}
