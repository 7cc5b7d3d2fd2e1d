import type { TransportOutcome } from '../errors/alipay-transport-error.js';

/** System calls that come before a connection is made. */
const connectingCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);
/** Codes of Node and Bun for a connection that was not made, an untrusted certificate included. */
const connectingCodes: ReadonlySet<unknown> = new Set([
  'ConnectionRefused',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Reads from the error of a `fetch` whether the request was sent; `unknown` where the runtime does not say. */
export function fetchOutcome(error: unknown): { readonly outcome: TransportOutcome; readonly code: unknown } {
  const cause = property(error, 'cause') ?? error;
  const code = property(cause, 'code');
  const notSent = connectingCodes.has(code) || connectingCalls.has(property(cause, 'syscall'));
  return { outcome: notSent ? 'not-sent' : 'unknown', code };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
