/** What a problem of a request is: its status, and what it is called. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Every problem that the hub responds with (RFC 9457). The `type` is `urn:lingpai:problem:<code>`: a program may rely on
 * it, and on the `code`, which say the same. Titles and details are for people and may change.
 */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'path-refused': { status: 400, title: 'The path cannot be called through the proxy' },
  'header-refused': { status: 400, title: 'The hub itself sets this header or parameter' },
  'missing-key': { status: 401, title: 'An API key is needed' },
  'invalid-key': { status: 401, title: 'The API key is not valid' },
  'session-ended': { status: 401, title: 'The session has ended' },
  'scope-missing': { status: 403, title: 'The API key lacks a scope' },
  'application-not-permitted': { status: 403, title: 'The API key is not for this application' },
  'call-refused': { status: 403, title: 'The hub makes this call itself' },
  'address-not-permitted': { status: 403, title: 'The API key is not for this address' },
  'cross-site': { status: 403, title: "The request is not proven to come from the hub's own pages" },
  'role-missing': { status: 403, title: 'The person has no role' },
  'sign-in-failed': { status: 403, title: 'The sign-in failed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'unknown-application': { status: 404, title: 'There is no such application' },
  'unknown-authorization': { status: 404, title: 'There is no such authorization' },
  'application-disabled': { status: 409, title: 'The application is disabled' },
  'application-exists': { status: 409, title: 'The application exists already' },
  cancelled: { status: 409, title: 'The merchant cancelled the authorization' },
  deactivated: { status: 409, title: 'The authorization was deactivated' },
  'needs-reauthorization': { status: 409, title: 'The merchant has to authorize again' },
  'cannot-rotate': { status: 409, title: 'The token pair can no longer be rotated' },
  conflict: { status: 409, title: 'The state does not permit it' },
  'request-in-progress': { status: 409, title: 'A request with this idempotency key is in progress' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'too-many-failures': { status: 429, title: 'Too many wrong API keys' },
  internal: { status: 500, title: 'The hub failed' },
  'alipay-refused': { status: 502, title: 'Alipay refused' },
  'alipay-unverified': { status: 502, title: 'The response is not proven to be of Alipay' },
  'alipay-unavailable': { status: 502, title: 'Alipay did not respond' },
  'rotation-failed': { status: 502, title: 'The token pair was not rotated' },
  'outcome-unknown': { status: 502, title: 'The outcome is not known yet' },
  tampered: { status: 503, title: 'The authorization was changed in the database' },
  database: { status: 503, title: 'The database is not available' },
  'calls-stopped': { status: 503, title: 'Calls of the application are stopped' },
  overloaded: { status: 503, title: 'The hub is busy' },
  stopping: { status: 503, title: 'The hub is stopping' },
  timeout: { status: 504, title: 'It took too long' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof problemKinds;

export const problemTypeOf = (code: ProblemCode): string => `urn:lingpai:problem:${code}`;
