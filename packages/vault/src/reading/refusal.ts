import { isAlipayApiError } from '@lingpai/alipay';

/** Why Alipay refuses to act for a merchant: the token does not work, or the grant does not permit the call. */
export type Refusal = 'dead' | 'permission';

/** The gateway's codes, whatever was called; those of v2 come with `aop.` before them. */
const refusals: Readonly<Record<string, Refusal>> = {
  'invalid-app-auth-token': 'dead',
  'app-auth-token-time-out': 'dead',
  'invalid-app-auth-relations': 'dead',
  'invalid-app-auth-token-no-api': 'permission',
};

/** What a call that acted for a merchant tells of the grant by failing; only Alipay's signed word counts. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isAlipayApiError(error) || !error.verified) return undefined;
  const code = error.code.replace(/^(aop|isv)\./, '');
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}
