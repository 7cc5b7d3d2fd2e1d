/// <reference types="node" preserve="true" />

export { parseCertificates } from './certificates/certificate-bundle.js';
export { certificateSerialNumber, rootCertificateSerialNumber } from './certificates/serial-number.js';
export { AlipayClient } from './client/alipay-client.js';
export { type AlipayResponse, ApiPromise } from './client/api-promise.js';
export type { AppAuthTokenSource } from './client/app-auth-token.js';
export type { AlipayClientOptions } from './client/client-options.js';
export type { FileContent, FileInput, FilePath } from './client/file-input.js';
export type { ApiClient, HttpMethod, Operation } from './client/operation.js';
export type { RequestOptions } from './client/request-options.js';
export type { GenericRequest, QueryValue } from './client/wire-request.js';
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
export { type KeyInput, parsePrivateKey, parsePublicKey } from './keys/rsa-key.js';
export type { Hook } from './observation/hook.js';
export type { RequestAttempt, RequestOutcome } from './observation/request-events.js';
export type { Sleep } from './retry/sleep.js';
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
export { type NodeTransportOptions, nodeTransport } from './transport/node-transport.js';
export type { Transport, TransportRequest, TransportResponse } from './transport/transport.js';
export { version } from './version.js';
