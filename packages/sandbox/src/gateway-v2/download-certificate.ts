import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { V2Call } from './v2-call.js';

/** A certificate of Alipay by its serial number, the former ones among them: `alipay.open.app.alipaycert.download`. */
export async function downloadCertificate({ content }: V2Call, { alipay }: Sandbox): Promise<object> {
  const { alipay_cert_sn: serialNumber } = content;
  if (typeof serialNumber !== 'string' || serialNumber === '') {
    throw new Refusal('missing-alipay-cert-sn', '缺少支付宝公钥证书序列号参数：alipay_cert_sn');
  }
  const pem = await alipay.findCertificate(serialNumber);
  if (pem === undefined) throw new Refusal('alipay-cert-not-exist', '支付宝公钥证书不存在：alipay_cert_sn');
  return { alipay_cert_content: Buffer.from(pem).toString('base64') };
}
