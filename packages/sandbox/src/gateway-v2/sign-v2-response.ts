import { signRsa } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import type { Sandbox } from '../sandbox.js';

/** Signs the exact text of a response object and puts it into its envelope. An unknown application gets the key of key mode. */
export async function signV2Response(
  { alipay }: Sandbox,
  name: string,
  content: string,
  application: Application | undefined,
): Promise<string> {
  const certificate = application?.mode === 'certificate' ? await alipay.certificate() : undefined;
  const { privateKey } = (certificate ?? alipay).pair;
  const serialNumber = certificate && `"alipay_cert_sn":${JSON.stringify(certificate.serialNumber)},`;
  const signature = await signRsa(content, privateKey);
  return `{${JSON.stringify(name)}:${content},${serialNumber ?? ''}"sign":${JSON.stringify(signature)}}`;
}
