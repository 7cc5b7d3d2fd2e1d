import { createPublicKey, type KeyObject } from 'node:crypto';
import { signRsa } from '../signing/rsa.js';

/**
 * The response to Alipay's check of a gateway address (`service=alipay.service.check`): XML that holds the application's
 * public key and is signed with its private key. The signature covers what stands within `<response>`.
 *
 * @param verified whether the check bears Alipay's signature
 */
export async function serviceCheckResponse(privateKey: KeyObject, verified: boolean): Promise<string> {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  const outcome = verified
    ? '<success>true</success>'
    : '<success>false</success><error_code>VERIFY_FAILED</error_code>';
  const response = `${outcome}<biz_content>${publicKey}</biz_content>`;
  const signature = await signRsa(response, privateKey);
  return (
    '<?xml version="1.0" encoding="GBK"?>' +
    `<alipay><response>${response}</response><sign>${signature}</sign><sign_type>RSA2</sign_type></alipay>`
  );
}
