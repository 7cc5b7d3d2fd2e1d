import type { KeyObject } from 'node:crypto';
import { signRsa } from './rsa.js';
import { authString, requestSignString, type SignatureParameters, type SignedRequest } from './signed-text.js';

/** The scheme of the `Authorization` header of every v3 request. */
export const authorizationScheme = 'ALIPAY-SHA256withRSA';

/**
 * Makes the `Authorization` header of a v3 request. Sign again for every attempt: the gateway refuses a nonce that it
 * has seen.
 *
 * @returns `ALIPAY-SHA256withRSA app_id=…,nonce=…,timestamp=…,sign=…`
 */
export async function signRequest(
  request: SignedRequest,
  parameters: SignatureParameters,
  privateKey: KeyObject,
): Promise<string> {
  const auth = authString(parameters);
  const signature = await signRsa(requestSignString(auth, request), privateKey);
  return `${authorizationScheme} ${auth},sign=${signature}`;
}
