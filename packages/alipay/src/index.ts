export { parseCertificates } from './certificates/certificate-bundle.js';
export { certificateSerialNumber, rootCertificateSerialNumber } from './certificates/serial-number.js';
export type { ApiClient, HttpMethod, Operation } from './client/operation.js';
export { type ContentCipher, createContentCipher } from './encryption/content-cipher.js';
export {
  AlipayApiError,
  type AlipayApiErrorDetails,
  type ErrorLink,
  isAlipayApiError,
} from './errors/alipay-api-error.js';
export { AlipayContentError, type ContentProblem } from './errors/alipay-content-error.js';
export { AlipayError } from './errors/alipay-error.js';
export { AlipaySignatureError, type SignatureProblem } from './errors/alipay-signature-error.js';
export { AlipayTimeoutError, AlipayTransportError, type TransportOutcome } from './errors/alipay-transport-error.js';
export { authorizationScheme, signRequest } from './signing/request-signature.js';
export { presentHeader, type SignatureFinding, verifyResponse } from './signing/response-signature.js';
export { type SignType, signRsa, verifyRsa } from './signing/rsa.js';
export {
  authString,
  requestSignString,
  responseSignBytes,
  type SignatureParameters,
  type SignedRequest,
} from './signing/signed-text.js';
