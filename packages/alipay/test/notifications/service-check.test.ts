import { createPublicKey } from 'node:crypto';
import { notificationSignBytes, signRsa, verifyRsa } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { alipayKeys, appKeys, standIn, standInClient } from '../support/alipay-stand-in.js';

const client = standInClient(standIn().transport);
const check = {
  service: 'alipay.service.check',
  charset: 'GBK',
  sign_type: 'RSA2',
  biz_content: '<?xml version="1.0" encoding="gbk"?><XML><EventType><![CDATA[verifygw]]></EventType></XML>',
};
const publicKey = createPublicKey(appKeys.privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
const handleForm =
  /^<\?xml version="1\.0" encoding="GBK"\?><alipay><response>(.*)<\/response><sign>(.*)<\/sign><sign_type>RSA2<\/sign_type><\/alipay>$/;

describe("Alipay's check of a gateway address", () => {
  it('gets the public key of the application, signed', async () => {
    const sign = await signRsa(notificationSignBytes(check, 'V2'), alipayKeys.privateKey);
    const [, response = '', signature = ''] =
      handleForm.exec(await client.respondToServiceCheck({ ...check, sign })) ?? [];
    expect(response).toBe(`<success>true</success><biz_content>${publicKey}</biz_content>`);
    expect(verifyRsa(response, signature, appKeys.publicKey)).toBe(true);
  });

  it("is refused when it is not Alipay's", async () => {
    const [, response] = handleForm.exec(await client.respondToServiceCheck({ ...check, sign: 'AAAA' })) ?? [];
    expect(response).toBe(
      `<success>false</success><error_code>VERIFY_FAILED</error_code><biz_content>${publicKey}</biz_content>`,
    );
  });

  it('is the mistake of the caller when it has no fields', async () => {
    await expect(client.respondToServiceCheck(null as unknown as typeof check)).rejects.toThrow(
      new TypeError('fields: expected the fields of a notification, found null'),
    );
  });
});
