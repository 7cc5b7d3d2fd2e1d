import type { VaultContext } from '../context/vault-context.js';
import { checkFunction } from '../options/check-options.js';
import type { PassFrom, PassStep } from '../retention/batch.js';
import { pruneAudit } from '../retention/prune-audit.js';
import { pruneEvents } from '../retention/prune-events.js';
import { pruneOperations } from '../retention/prune-operations.js';
import { pruneOrders } from '../retention/prune-orders.js';
import { prunePairs } from '../retention/prune-pairs.js';

/** Rows by the kinds of `retention`. */
export interface PruneResult {
  readonly operations: number;
  readonly pairs: number;
  readonly orders: number;
  readonly audit: number;
  readonly events: number;
}

export interface PruneOptions {
  /**
   * Counts what would be pruned, and changes nothing. Default `false`. Pairs of operations that are pruned as well can be more.
   */
  readonly dryRun?: boolean | undefined;
  /** Called after every two hundred rows at most. */
  readonly onProgress?: ((progress: PruneResult) => void) | undefined;
}

type Step = (context: VaultContext, from: PassFrom) => Promise<PassStep>;

/** Operations first: an operation with an unknown outcome keeps its pair. */
const passes: readonly (readonly [keyof PruneResult, Step])[] = [
  ['operations', pruneOperations],
  ['pairs', prunePairs],
  ['orders', pruneOrders],
  ['audit', pruneAudit],
  ['events', pruneEvents],
];

/** Prunes at once what the workers prune little by little. */
export async function prune(
  context: VaultContext,
  { dryRun = false, onProgress }: PruneOptions = {},
): Promise<PruneResult> {
  checkFunction(onProgress, 'onProgress');
  const result = { operations: 0, pairs: 0, orders: 0, audit: 0, events: 0 };
  for (const [kind, step] of passes) {
    let cursor = '';
    do {
      const done = await step(context, { cursor, dryRun });
      cursor = done.cursor;
      result[kind] += done.pruned;
      onProgress?.({ ...result });
    } while (cursor !== '');
  }
  return result;
}
