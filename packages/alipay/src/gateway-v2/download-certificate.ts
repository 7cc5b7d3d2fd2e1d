import { randomUUID, type X509Certificate } from 'node:crypto';
import { readRotatedCertificate } from '../certificates/rotated-certificate.js';
import type { Configuration } from '../client/configuration.js';
import { AlipayContentError } from '../errors/alipay-content-error.js';
import { attemptLimits } from '../transport/attempt-limits.js';
import { readUnverifiedResponseV2 } from './response-v2.js';
import { signExecution } from './sign-execution.js';

const method = 'alipay.open.app.alipaycert.download';

/**
 * Downloads the certificate of Alipay that has a serial number. The certificate signs the response that brings it, so
 * that signature proves nothing; `readRotatedCertificate` decides what is accepted.
 *
 * Source: https://opendocs.alipay.com/apis/api_9/alipay.open.app.alipaycert.download
 *
 * @throws TypeError when the certificate is not accepted
 * @throws AlipayApiError, AlipayContentError or AlipayTransportError when there is none
 */
export async function downloadCertificate(
  configuration: Configuration,
  serialNumber: string,
): Promise<X509Certificate> {
  const { certificates, privateKey } = configuration;
  if (certificates === undefined) throw new TypeError('certificates: key mode has none');
  const execution = { method, bizContent: { alipay_cert_sn: serialNumber }, encrypted: false, options: {} };
  const limits = attemptLimits(undefined, configuration.timeout);
  const { request, context } = await signExecution(configuration, execution, randomUUID(), limits);
  const response = await configuration.transport(request);
  const { alipay_cert_content: content } = readUnverifiedResponseV2(response, context);
  if (typeof content !== 'string' || content === '') {
    const { status } = response;
    throw new AlipayContentError('the response has no alipay_cert_content', { problem: 'not-json', status });
  }
  const pem = Buffer.from(content, 'base64').toString('latin1');
  return readRotatedCertificate(pem, certificates, { serialNumber, privateKey }, configuration.clock());
}
