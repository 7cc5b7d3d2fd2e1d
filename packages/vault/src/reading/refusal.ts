import { isAlipayApiError } from '@lingpai/alipay';

/** Why Alipay refuses to act for a merchant: the token does not work, or the grant does not permit the call. */
export type Refusal = 'invalid' | 'permission';

/** The gateway's codes, whatever was called; those of v2 come with `aop.` before them. */
const refusals: Readonly<Record<string, Refusal>> = {
  'invalid-app-auth-token': 'invalid',
  'app-auth-token-time-out': 'invalid',
  'invalid-app-auth-relations': 'invalid',
  'invalid-app-auth-token-no-api': 'permission',
};

/** What the failure of a merchant's call says about the grant. Only a signed response counts. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isAlipayApiError(error) || !error.verified) return undefined;
  const code = error.code.replace(/^(aop|isv)\./, '');
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}
