/** A turn that is run again and again. */
export interface Loop {
  /** Resolves when the turn under way has ended. None follows it. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Milliseconds between the end of a turn and the beginning of the next. */
  readonly interval: number;
  /** @param stopping aborted when the loop is being stopped @returns whether there is more to do at once */
  readonly turn: (stopping: AbortSignal) => Promise<boolean>;
  /** @param failures in a row, this one included */
  readonly onError: (error: unknown, failures: number) => void;
}

/** Runs immediately. Errors go to `onError`, and the loop continues. */
export function startLoop({ interval, turn, onError }: LoopOptions): Loop {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failures = 0;
  const run = async () => {
    let more = false;
    try {
      more = await turn(stopping.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      onError(error, failures);
    }
    if (!stopping.signal.aborted) timer = setTimeout(next, more ? 0 : interval);
  };
  const next = () => {
    running = run();
  };
  next();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
