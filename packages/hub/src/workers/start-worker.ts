import type { HubWorker } from '../context/hub-module.js';

export interface RunningWorker {
  /** When its last turn ended without an error, by `performance.now()`; `undefined` before the first. */
  readonly lastSuccess: number | undefined;
  /** Begins no other turn. Resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/**
 * Runs the turns of a worker one after the other, with its interval between them. A turn that fails is reported, and the
 * next one comes.
 *
 * @param onError the first failure in a row, and every tenth
 */
export function startWorker(worker: HubWorker, onError: (cause: unknown, failures: number) => void): RunningWorker {
  const stopping = new AbortController();
  let failures = 0;
  let lastSuccess: number | undefined;
  const loop = run();
  return {
    get lastSuccess() {
      return lastSuccess;
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const hasMore = await turn();
      // A stop during the turn is not announced again.
      if (!hasMore && !stopping.signal.aborted) await pause(worker.interval, stopping.signal);
    }
  }

  async function turn(): Promise<boolean> {
    try {
      const hasMore = await worker.turn(stopping.signal);
      failures = 0;
      lastSuccess = performance.now();
      return hasMore;
    } catch (cause) {
      failures += 1;
      if (failures === 1 || failures % 10 === 0) onError(cause, failures);
      return false;
    }
  }
}

function pause(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, duration);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
