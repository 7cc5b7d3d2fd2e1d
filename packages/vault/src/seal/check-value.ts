import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Identifies a master key without revealing anything about it: 16 bytes, hexadecimal. */
export function checkValue(id: string, key: KeyObject): string {
  return createHmac('sha256', key).update(`lingpai master key check\n${id}`).digest('hex').slice(0, 32);
}

export function matchesCheckValue(id: string, key: KeyObject, stored: string): boolean {
  const expected = Buffer.from(checkValue(id, key));
  const found = Buffer.from(stored);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
