import type { VaultContext } from '../context/vault-context.js';
import type { PassFrom, PassStep } from './batch.js';
import { pruneAudit } from './prune-audit.js';
import { pruneEvents } from './prune-events.js';
import { pruneOperations } from './prune-operations.js';
import { pruneOrders } from './prune-orders.js';
import { prunePairs } from './prune-pairs.js';

/** Milliseconds between the beginnings of two passes over a table. */
const passInterval = 3_600_000;

interface Pass {
  readonly step: (context: VaultContext, from: PassFrom) => Promise<PassStep>;
  from: PassFrom;
  startedAt: number;
}

/** Prunes history by the retention policy, one small batch of each kind a turn. */
export class HistoryPruner {
  readonly #context: VaultContext;
  // Operations first: an operation with an unknown outcome keeps its pair.
  readonly #passes: readonly Pass[] = [pruneOperations, prunePairs, pruneOrders, pruneAudit].map((step) => ({
    step,
    from: { cursor: '' },
    startedAt: Number.NEGATIVE_INFINITY,
  }));

  constructor(context: VaultContext) {
    this.#context = context;
  }

  /** @returns whether there is more to do at once */
  async turn(): Promise<boolean> {
    let more = (await pruneEvents(this.#context, { cursor: '' })).cursor !== '';
    for (const pass of this.#passes) more = (await this.#advance(pass)) || more;
    return more;
  }

  async #advance(pass: Pass): Promise<boolean> {
    const now = this.#context.clock();
    // A clock that was set back must not delay the next pass.
    const isDue = Math.abs(now - pass.startedAt) >= passInterval;
    if (pass.from.cursor === '' && !isDue) return false;
    if (pass.from.cursor === '') pass.startedAt = now;
    pass.from = await pass.step(this.#context, pass.from);
    return pass.from.cursor !== '';
  }
}
