import { AlipayApiError, AlipayError } from '@lingpai/alipay';
import { isDatabaseError } from '@lingpai/database';
import { isVaultError, type VaultError, type VaultErrorCode } from '@lingpai/vault';
import { HubError, type HubErrorDetails } from './hub-error.js';
import type { ProblemCode } from './problem-codes.js';

/** What the vault's errors mean to a caller of the hub. Everything else is `internal`. */
const vaultProblems: Readonly<Partial<Record<VaultErrorCode, ProblemCode>>> = {
  'unknown-application': 'unknown-application',
  'application-exists': 'application-exists',
  'unknown-authorization': 'unknown-authorization',
  cancelled: 'cancelled',
  deactivated: 'deactivated',
  'needs-reauthorization': 'needs-reauthorization',
  'code-expired': 'conflict',
  'code-used': 'conflict',
  'code-refused': 'conflict',
  'wrong-environment': 'conflict',
  'redemption-pending': 'outcome-unknown',
  'outcome-unknown': 'outcome-unknown',
  unconfirmed: 'outcome-unknown',
  'rotation-failed': 'rotation-failed',
  'cannot-rotate': 'cannot-rotate',
  'circuit-open': 'calls-stopped',
  'clock-skew': 'calls-stopped',
  database: 'database',
  'database-replaced': 'database',
  tampered: 'tampered',
  closed: 'stopping',
};

/** What the framework's own errors mean. */
const frameworkProblems: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-request',
};

/** What an error means to the caller. A bug of the hub is `internal`, and says nothing else. */
export function problemOf(error: unknown): HubError {
  if (error instanceof HubError) return error;
  if (isVaultError(error)) return vaultProblem(error);
  if (isDatabaseError(error)) return new HubError('database', 'the database does not respond', retrying(error));
  if (error instanceof AlipayApiError) return alipayProblem(error);
  if (error instanceof AlipayError) return new HubError('alipay-unavailable', error.message, { cause: error });
  return (
    frameworkProblem(error) ?? new HubError('internal', 'the hub failed because of a bug of its own', { cause: error })
  );
}

const retrying = (cause: unknown): HubErrorDetails => ({ cause, retryAfter: 5 });

function vaultProblem(error: VaultError): HubError {
  const code = vaultProblems[error.code] ?? 'internal';
  if (code === 'internal') return new HubError(code, 'the vault cannot serve the request', { cause: error });
  if (code === 'database') return new HubError(code, 'the database does not respond', retrying(error));
  const { appId, authAppId, failure } = error;
  return new HubError(code, error.message, { cause: error, members: { appId, authAppId, failure } });
}

function alipayProblem(error: AlipayApiError): HubError {
  const { code, status, traceId } = error;
  const members = { alipayCode: code, alipayStatus: status, alipayTraceId: traceId };
  return new HubError('alipay-refused', 'Alipay refused the request', { cause: error, members });
}

function frameworkProblem(error: unknown): HubError | undefined {
  const { code, statusCode } = Object(error) as { readonly code?: unknown; readonly statusCode?: unknown };
  const found = frameworkProblems[String(code)];
  if (found !== undefined) return new HubError(found, messageOf(error), { cause: error });
  if (statusCode === 429) return new HubError('rate-limited', 'too many requests', { cause: error });
  if (statusCode === 503) return new HubError('overloaded', 'the hub is busy', retrying(error));
  if (statusCode === 404) return new HubError('not-found', 'there is no such address');
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  return new HubError('invalid-request', messageOf(error), { cause: error });
}

/** The framework's messages about bodies name no content, except those of the JSON parser. */
function messageOf(error: unknown): string {
  if (error instanceof SyntaxError || Object(error).code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return 'the body is not JSON';
  return error instanceof Error ? error.message : 'the request is not valid';
}
