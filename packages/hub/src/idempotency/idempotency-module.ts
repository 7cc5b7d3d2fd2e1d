import type { HubModuleFactory } from '../context/hub-module.js';
import { pruneIdempotency } from './idempotency-store.js';

/** Forgets old `Idempotency-Key`s. */
export const idempotencyModule: HubModuleFactory = (context) => ({
  name: 'idempotency',
  workers: [{ name: 'idempotency', interval: 60_000, turn: () => pruneIdempotency(context) }],
});
