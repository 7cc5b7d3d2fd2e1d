import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';

/** A request that is being served under an `Idempotency-Key`. */
export interface IdempotentAttempt {
  /** The id of its row. */
  readonly id: string;
  /** When a request with this key came first. */
  readonly startedAt: number;
}

/**
 * The context for what a request creates. With an `Idempotency-Key`, time and randomness follow from the key: when the node was
 * killed after the request took effect and before its response was kept, the repetition makes the same ids and secrets, and
 * finds that they exist.
 */
export function repeatable(context: HubContext, { idempotency }: Pick<FastifyRequest, 'idempotency'>): HubContext {
  if (idempotency === undefined) return context;
  const { id, startedAt } = idempotency;
  const key = context.vault.deriveKey('hub idempotent randomness');
  let blocks = 0;
  const block = () =>
    createHmac('sha256', key)
      .update(JSON.stringify([id, startedAt, blocks++]))
      .digest();
  const random = (length: number) => {
    let bytes = block();
    while (bytes.length < length) bytes = Buffer.concat([bytes, block()]);
    return bytes.subarray(0, length);
  };
  return { ...context, random, clock: () => startedAt };
}
