/// <reference types="node" preserve="true" />

export { parseCertificates } from './certificates/certificate-bundle.js';
export type { ExpiringCertificate } from './certificates/expiry-watch.js';
export { certificateSerialNumber, rootCertificateSerialNumber } from './certificates/serial-number.js';
export type { RequestProblem, RequestProblemKind } from './checks/request-problem.js';
export { AlipayClient } from './client/alipay-client.js';
export { type AlipayResponse, ApiPromise } from './client/api-promise.js';
export type { AppAuthTokenSource } from './client/app-auth-token.js';
export type { AlipayClientOptions } from './client/client-options.js';
export type { FileContent, FileInput, FilePath } from './client/file-input.js';
export type { ApiClient, HttpMethod, Operation } from './client/operation.js';
export type { BigIntegers } from './client/read-json.js';
export type { RequestOptions } from './client/request-options.js';
export type { GenericRequest, QueryValue } from './client/wire-request.js';
export { type ApplicationKind, applicationKinds } from './consent/application-kind.js';
export type { ConsentApplication } from './consent/consent-origin.js';
export type { ConsentOptions } from './consent/consent-url.js';
export type { InvitationRequestOptions, InvitedMerchant, MerchantInvitation } from './consent/invite-merchant.js';
export {
  type ConsentForm,
  type MerchantConsentLink,
  type MerchantConsentOptions,
  merchantConsentLink,
} from './consent/merchant-consent-link.js';
export { type UserConsentOptions, userConsentUrl } from './consent/user-consent-url.js';
export { type ContentCipher, createContentCipher } from './encryption/content-cipher.js';
export type {
  MiniProgramContent,
  MiniProgramContentOptions,
  MiniProgramEnvelope,
  MiniProgramResponse,
} from './encryption/mini-program-content.js';
export {
  AlipayApiError,
  type AlipayApiErrorDetails,
  type AlipayApiErrorFilter,
  type ErrorLink,
  isAlipayApiError,
} from './errors/alipay-api-error.js';
export { AlipayContentError, type ContentProblem } from './errors/alipay-content-error.js';
export { AlipayError } from './errors/alipay-error.js';
export { AlipayNotificationError, type NotificationProblem } from './errors/alipay-notification-error.js';
export { AlipayParameterError } from './errors/alipay-parameter-error.js';
export { AlipaySignatureError, type SignatureProblem } from './errors/alipay-signature-error.js';
export { AlipayTimeoutError, AlipayTransportError, type TransportOutcome } from './errors/alipay-transport-error.js';
export type { ForwardedRequest, ForwardedResponse, ForwardOptions } from './forwarding/forwarded-request.js';
export type { BizContent, MethodV2 } from './gateway-v2/biz-content.js';
export type { ExecuteOptions, RequestV2Options } from './gateway-v2/execute-options.js';
export { type KeyInput, parsePrivateKey, parsePublicKey } from './keys/rsa-key.js';
export {
  type AuthorizationNotification,
  type CancellationNotification,
  readAuthorizationNotification,
  readCancellationNotification,
} from './notifications/authorization-notification.js';
export type { NotificationFields, NotificationInput } from './notifications/notification-fields.js';
export { type NotificationBody, parseNotification } from './notifications/parse-notification.js';
export {
  readServiceOrderNotification,
  type ServiceOrderNotification,
} from './notifications/service-order-notification.js';
export { readTradeNotification, type TradeNotification, type TradeStatus } from './notifications/trade-notification.js';
export {
  type NotificationOptions,
  type NotificationRule,
  notificationSignBytes,
  type VerifiedNotification,
} from './notifications/verify-notification.js';
export type { ClientWarning } from './observation/client-warning.js';
export type { Hook } from './observation/hook.js';
export type { RequestAttempt, RequestOutcome } from './observation/request-events.js';
export type { PageOptions } from './pages/page-options.js';
export type { SyncResult, SyncResultContent, SyncResultEnvelope } from './pages/sync-result.js';
export type { Sleep } from './retry/sleep.js';
export { type ExplainedLine, explainSignature, type SignatureExplanation } from './signing/explain-signature.js';
export { fieldsSignString } from './signing/fields-text.js';
export { authorizationScheme, signRequest } from './signing/request-signature.js';
export { presentHeader, type SignatureFinding, verifyResponse } from './signing/response-signature.js';
export { type SignType, signRsa, verifyRsa } from './signing/rsa.js';
export type { SignedTexts } from './signing/signature-evidence.js';
export type { SignedLine } from './signing/signed-lines.js';
export {
  authString,
  requestSignString,
  responseSignBytes,
  type SignatureParameters,
  type SignedRequest,
} from './signing/signed-text.js';
export type { ServerEvent } from './streaming/event-stream-parser.js';
export type { StreamApiClient } from './streaming/stream-api-client.js';
export type { OperationCall, StreamOptions } from './streaming/stream-options.js';
export { type FetchTransportOptions, fetchTransport } from './transport/fetch-transport.js';
export { type NodeTransportOptions, nodeTransport } from './transport/node-transport.js';
export type { Transport, TransportRequest, TransportResponse, TransportStream } from './transport/transport.js';
export {
  type UndiciController,
  type UndiciDispatcher,
  type UndiciHandler,
  undiciTransport,
} from './transport/undici-transport.js';
export { version } from './version.js';
