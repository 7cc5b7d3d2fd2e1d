/** Something that is done again and again. */
export interface Loop {
  /** Resolves when the turn under way has ended; there is none after it. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Milliseconds between the end of a turn and the beginning of the next. */
  readonly interval: number;
  /** @param stopping is aborted when the loop is being stopped @returns whether there is more to do at once */
  readonly turn: (stopping: AbortSignal) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Begins at once. A turn that fails is told, and is followed by the next as any other. */
export function startLoop({ interval, turn, onError }: LoopOptions): Loop {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    let more = false;
    try {
      more = await turn(stopping.signal);
    } catch (error) {
      onError(error);
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
