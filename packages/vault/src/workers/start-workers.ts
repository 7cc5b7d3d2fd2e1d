import { setTimeout } from 'node:timers/promises';
import type { VaultContext } from '../context/vault-context.js';
import { EventDeliveries, type EventHandler } from '../events/event-deliveries.js';
import { recoverOperations } from '../recovery/recover-operations.js';
import { shortenWaits } from '../recovery/shorten-waits.js';
import { HistoryPruner } from '../retention/history-pruner.js';
import { keepCurrentKey } from '../seal/keep-current-key.js';
import { flushSpool } from '../spool/flush-spool.js';
import { auditTokens } from './audit-tokens.js';
import { followCircuits } from './follow-circuits.js';
import { rotateDue } from './rotate-due.js';
import { sendDeadlineAlerts } from './send-deadline-alerts.js';
import { startLoop } from './start-loop.js';
import { workInbox } from './work-inbox.js';

/** The workers of this process. */
export interface RunningVault extends AsyncDisposable {
  /** Begins nothing new. Resolves when the work under way has ended; event handlers get 5 seconds, then are aborted. */
  stop(): Promise<void>;
}

/** One turn of each worker. Each returns whether there is more to do at once, and ends early when `stopping` is aborted. */
export interface WorkerTurns {
  readonly recovery: () => Promise<boolean>;
  readonly inbox: (stopping?: AbortSignal) => Promise<boolean>;
  readonly rotation: (stopping?: AbortSignal) => Promise<boolean>;
  readonly audit: (stopping?: AbortSignal) => Promise<boolean>;
  readonly alerts: () => Promise<boolean>;
  readonly outbox: () => Promise<boolean>;
  readonly retention: (stopping?: AbortSignal) => Promise<boolean>;
}

export interface Workers extends WorkerTurns {
  /** Ends deliveries that outlast their turn. */
  readonly drain: () => Promise<void>;
}

/** Milliseconds between two batches that are pruned: others work meanwhile. */
const breath = 50;
/** Milliseconds between turns. */
const intervals: Readonly<Record<keyof WorkerTurns, number>> = {
  recovery: 2_000,
  inbox: 1_000,
  rotation: 5_000,
  audit: 30_000,
  alerts: 60_000,
  outbox: 250,
  retention: 60_000,
};

const names = Object.keys(intervals) as (keyof WorkerTurns)[];

export function workerTurns(context: VaultContext, onEvent: EventHandler | undefined): Workers {
  const pruner = new HistoryPruner(context);
  const deliveries = onEvent && new EventDeliveries(context, onEvent);
  return {
    async recovery() {
      await keepCurrentKey(context);
      await flushSpool(context);
      await shortenWaits(context);
      return (await recoverOperations(context)) > 0;
    },
    inbox: (stopping) => workInbox(context, stopping),
    async rotation(stopping) {
      await followCircuits(context);
      return rotateDue(context, stopping);
    },
    audit: (stopping) => auditTokens(context, stopping),
    alerts: () => sendDeadlineAlerts(context),
    outbox: async () => deliveries !== undefined && (await deliveries.turn()),
    async retention(stopping) {
      const more = await pruner.turn();
      if (more && stopping !== undefined)
        await setTimeout(breath, undefined, { signal: stopping }).catch(() => undefined);
      return more;
    },
    drain: async () => deliveries?.stop(),
  };
}

/** Starts the workers of this process; others may run theirs against the same database. */
export function startWorkers(context: VaultContext, workers: Workers): RunningVault {
  const loops = names.map((name) =>
    startLoop({
      interval: intervals[name],
      turn: workers[name],
      onError(cause, failures) {
        if (failures !== 1 && failures % 10 !== 0) return;
        const message = `the worker "${name}" failed ${failures === 1 ? 'once' : `${failures} times in a row`}`;
        context.report({ kind: 'worker', message, cause });
      },
    }),
  );
  const stop = async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await workers.drain();
  };
  let stopped: Promise<void> | undefined;
  const stopOnce = () => (stopped ??= stop());
  return { stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
}
