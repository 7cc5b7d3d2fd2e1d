import type { VaultContext } from '../context/vault-context.js';
import { deliverEvents, type EventHandler } from '../events/deliver-events.js';
import { recoverOperations } from '../recovery/recover-operations.js';
import { flushSpool } from '../spool/flush-spool.js';
import { auditTokens } from './audit-tokens.js';
import { followCircuits } from './follow-circuits.js';
import { rotateDue } from './rotate-due.js';
import { sendDeadlineAlerts } from './send-deadline-alerts.js';
import { startLoop } from './start-loop.js';
import { workInbox } from './work-inbox.js';

/** Workers of this process. */
export interface RunningVault extends AsyncDisposable {
  /** Resolves when what is under way has ended; nothing is begun any more. */
  stop(): Promise<void>;
}

/** What every turn of a worker does; each returns whether there is more to do at once, and ends early when it is told to. */
export interface WorkerTurns {
  readonly recovery: () => Promise<boolean>;
  readonly inbox: (stopping?: AbortSignal) => Promise<boolean>;
  readonly rotation: (stopping?: AbortSignal) => Promise<boolean>;
  readonly audit: (stopping?: AbortSignal) => Promise<boolean>;
  readonly alerts: () => Promise<boolean>;
  readonly outbox: () => Promise<boolean>;
}

/** Milliseconds between turns. */
const intervals: Readonly<Record<keyof WorkerTurns, number>> = {
  recovery: 2_000,
  inbox: 1_000,
  rotation: 5_000,
  audit: 30_000,
  alerts: 60_000,
  outbox: 250,
};

export function workerTurns(context: VaultContext, onEvent: EventHandler | undefined): WorkerTurns {
  return {
    async recovery() {
      await flushSpool(context);
      return (await recoverOperations(context)) > 0;
    },
    inbox: (stopping) => workInbox(context, stopping),
    async rotation(stopping) {
      await followCircuits(context);
      return rotateDue(context, stopping);
    },
    audit: (stopping) => auditTokens(context, stopping),
    alerts: () => sendDeadlineAlerts(context),
    outbox: async () => onEvent !== undefined && (await deliverEvents(context, onEvent)) > 0,
  };
}

/** Starts the workers of this process; others may run theirs against the same database. */
export function startWorkers(context: VaultContext, turns: WorkerTurns): RunningVault {
  const loops = Object.entries(turns).map(([name, turn]) =>
    startLoop({
      interval: intervals[name as keyof WorkerTurns],
      turn,
      onError: (cause) => context.report({ kind: 'worker', message: `the worker "${name}" failed`, cause }),
    }),
  );
  const stop = async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
