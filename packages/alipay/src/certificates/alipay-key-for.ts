import type { KeyObject } from 'node:crypto';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import { type AttemptLimits, attemptLimits, withinLimits } from '../transport/attempt-limits.js';
import type { AlipayKeyRing, SerialNumberOrigin } from './alipay-key-ring.js';

/** What was signed; the error describes it. */
export interface SignedThing {
  readonly origin: SerialNumberOrigin;
  /** HTTP status of a response. */
  readonly status?: number | undefined;
  readonly traceId?: string | undefined;
  /** What bounds the wait for a download; the ring's own time-out by default. */
  readonly limits?: AttemptLimits | undefined;
}

/**
 * The key of Alipay that something was signed with, by the serial number that came with it. Only a certificate that
 * has to be downloaded makes it a promise.
 *
 * @throws AlipaySignatureError `unknown-certificate`, as a rejection, when the certificate cannot be had or trusted
 * @throws AlipayTimeoutError or the signal's reason, as a rejection, when the limits end the wait
 */
export function alipayKeyFor(
  keys: AlipayKeyRing,
  serialNumber: string | undefined,
  signed: SignedThing,
): KeyObject | Promise<KeyObject> {
  if (serialNumber === undefined) return keys.configured;
  return keys.known(serialNumber) ?? download(keys, serialNumber, signed);
}

async function download(keys: AlipayKeyRing, serialNumber: string, signed: SignedThing): Promise<KeyObject> {
  const { limits } = signed;
  const find = () => keys.find(serialNumber, signed.origin);
  const refuse = (cause: unknown): never => {
    throw unknownCertificate(serialNumber, signed, cause);
  };
  // What ends the caller's own wait says nothing about the certificate.
  if (limits !== undefined) return withinLimits(limits, 'unknown', () => find().catch(refuse));
  return withinLimits(attemptLimits(undefined, keys.timeout), 'unknown', find).catch(refuse);
}

function unknownCertificate(
  serialNumber: string,
  { origin, status, traceId }: SignedThing,
  cause: unknown,
): AlipaySignatureError {
  const shown = /^[\w-]{1,64}$/.test(serialNumber) ? ` "${serialNumber}"` : '';
  return new AlipaySignatureError(
    `the ${origin} was signed with the certificate${shown}, which is not the configured one and could not be had ` +
      'from Alipay; see the cause',
    { problem: 'unknown-certificate', status, traceId, cause },
  );
}
