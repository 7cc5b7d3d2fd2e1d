/** Something that is done again and again. */
export interface Loop {
  /** Resolves when the turn under way has ended; there is none after it. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Milliseconds between the end of a turn and the beginning of the next. */
  readonly interval: number;
  /** @returns whether there is more to do at once */
  readonly turn: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Begins at once. A turn that fails is told, and is followed by the next as any other. */
export function startLoop({ interval, turn, onError }: LoopOptions): Loop {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    let more = false;
    try {
      more = await turn();
    } catch (error) {
      onError(error);
    }
    if (!stopped) timer = setTimeout(next, more ? 0 : interval);
  };
  const next = () => {
    running = run();
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
