/** What a failed call to Alipay means for whom. */
export type FailureClass =
  /** Nothing was done: wait and try again. */
  | 'transient'
  /** It may have been done, the response is lost: wait, read again, repeat with the stored token. */
  | 'unknown'
  /** A bug or a breakdown on our side. */
  | 'ours'
  /** Alipay refuses the application itself: stop its traffic, mark no merchant. */
  | 'application'
  /** The merchant's grant lacks this permission: ask for a new grant. */
  | 'permission'
  /** What was offered belongs to another application or another Alipay. */
  | 'foreign'
  /** The code or the token is used, expired or revoked. */
  | 'invalid';

/**
 * Alipay's codes that mean something else than their HTTP status says. They count only in signed responses: something
 * that stands before the gateway knows nothing of grants.
 */
export const failureClasses: Readonly<Record<string, FailureClass>> = {
  'app-call-limited': 'transient',
  'method-call-limited': 'transient',
  'suspected-attack': 'transient',
  'unknow-error': 'unknown',
  SYSTEM_ERROR: 'unknown',

  'missing-signature': 'application',
  'invalid-signature': 'application',
  'missing-signature-type': 'application',
  'invalid-signature-type': 'application',
  'missing-app-id': 'application',
  'invalid-app-id': 'application',
  'missing-timestamp': 'application',
  'invalid-timestamp': 'application',
  'illegal-timestamp': 'application',
  'missing-app-cert-sn': 'application',
  'invalid-app-cert-sn': 'application',
  'app-cert-expired': 'application',
  'app-cert-not-exist': 'application',
  'missing-alipay-root-cert-sn': 'application',
  'invalid-alipay-root-cert-sn': 'application',
  'invalid-encrypt': 'application',
  'invalid-encrypt-type': 'application',
  'missing-encrypt-key': 'application',
  'missing-encrypt-type': 'application',
  'decryption-error': 'application',
  'decryption-error-unknown': 'application',
  'insufficient-isv-permissions': 'application',
  'app-auth-invoke-limit': 'transient',
  APP_NOT_ISV: 'application',

  'invalid-app-auth-token-no-api': 'permission',

  APP_ID_NOT_CONSISTENT: 'foreign',
  AUTH_TOKEN_NOT_CONSISTENT: 'foreign',

  AUTH_CODE_NOT_EXIST: 'invalid',
  AUTH_CODE_NOT_VALID: 'invalid',
  AUTH_TOKEN_NOT_FOUND: 'invalid',
  AUTH_TOKEN_NOT_EXISTED: 'invalid',
  REFRESH_TOKEN_NOT_EXIST: 'invalid',
  REFRESH_TOKEN_NOT_VALID: 'invalid',
  REFRESH_TOKEN_TIME_OUT: 'invalid',
  'invalid-app-auth-token': 'invalid',
  'app-auth-token-time-out': 'invalid',
  'invalid-app-auth-relations': 'invalid',
};
