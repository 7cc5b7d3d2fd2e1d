import { createHash } from 'node:crypto';

/**
 * By it a link is found again when the merchant comes back. The vault reads a `state` in every spelling of base64, so the
 * bytes are what counts: a revoked link stays revoked however its state is written.
 */
export function stateHashOf(state: string): string {
  return createHash('sha256').update(canonicalState(state)).digest('hex');
}

/** A `state` in the spelling in which the vault writes it. */
export function canonicalState(state: string): string {
  // A "+" that was not encoded on its way has become a space.
  return Buffer.from(state.replaceAll(' ', '+'), 'base64').toString('base64');
}
