import { AlipayTransportError, type TransportOutcome } from '../errors/alipay-transport-error.js';
import { safeCause } from '../errors/safe-cause.js';

/** The error of a connection that could not be made or broke. */
export function connectionError(cause: unknown, outcome: TransportOutcome, code?: unknown): AlipayTransportError {
  const what = outcome === 'not-sent' ? 'could not connect to Alipay' : 'the connection to Alipay broke';
  const shown = typeof code === 'string' ? ` (${code})` : '';
  return new AlipayTransportError(`${what}${shown}`, { outcome, cause: safeCause(cause) });
}
