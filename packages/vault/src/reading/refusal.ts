import { isAlipayApiError } from '@lingpai/alipay';

/**
 * Why Alipay refuses to act for a merchant: the token does not work, the grant does not permit the call, or the application
 * or the merchant lacks the product of the method.
 */
export type Refusal = 'invalid' | 'permission' | 'product';

/** The gateway's codes, whatever was called; those of v2 come with `aop.` before them. */
const refusals: Readonly<Record<string, Refusal>> = {
  'invalid-app-auth-token': 'invalid',
  'app-auth-token-time-out': 'invalid',
  'invalid-app-auth-relations': 'invalid',
  'invalid-app-auth-token-no-api': 'permission',
  'insufficient-isv-permissions': 'product',
};

/** What the failure of a merchant's call says about the grant. Only a signed response counts. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isAlipayApiError(error) || !error.verified) return undefined;
  const code = error.code.replace(/^(aop|isv)\./, '');
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}
