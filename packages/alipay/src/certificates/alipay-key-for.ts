import type { KeyObject } from 'node:crypto';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import type { AlipayKeyRing, SerialNumberOrigin } from './alipay-key-ring.js';

/** What was signed, for the error. */
export interface SignedThing {
  readonly origin: SerialNumberOrigin;
  /** HTTP status of a response. */
  readonly status?: number | undefined;
  readonly traceId?: string | undefined;
}

/**
 * The key of Alipay that something was signed with, by the serial number that came with it; at once unless it has to
 * be downloaded.
 *
 * @throws AlipaySignatureError `unknown-certificate`, as a rejection, when Alipay does not vouch for the serial number
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
  const { origin, status, traceId } = signed;
  try {
    return await keys.find(serialNumber, origin);
  } catch (cause) {
    const shown = /^[\w-]{1,64}$/.test(serialNumber) ? ` "${serialNumber}"` : '';
    throw new AlipaySignatureError(
      `the ${origin} was signed with the certificate${shown}, which is not the configured one and could not be had ` +
        'from Alipay; see the cause',
      { problem: 'unknown-certificate', status, traceId, cause },
    );
  }
}
