/** Items of one batch at most. */
const most = 32;

interface Entry {
  readonly item: unknown;
  /** When it stops waiting for others; by `performance.now`. */
  readonly until: number;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane {
  entries: Entry[];
  /** Stops waiting for others. */
  wake: () => void;
}

export interface BatchOptions {
  /** Milliseconds that an item may wait for others while no batch is under way; 0 by default. */
  readonly linger?: number;
}

/** Batches work that is asked for at about the same time: while one batch is under way, the next one gathers. */
export class Batches {
  readonly #lanes = new Map<string, Lane>();

  /**
   * @param name of the kind of work; one batch of each is under way at a time
   * @param run gets every item of a batch, and resolves to their results in the same order
   */
  add<T, R>(
    name: string,
    item: T,
    run: (items: readonly T[]) => Promise<readonly R[]>,
    { linger = 0 }: BatchOptions = {},
  ): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const entry: Entry = { item, until: performance.now() + linger, resolve, reject };
      const known = this.#lanes.get(name);
      const lane = known ?? { entries: [], wake: () => undefined };
      lane.entries.push(entry);
      if (known === undefined) {
        this.#lanes.set(name, lane);
        void this.#work(name, lane, run as (items: readonly unknown[]) => Promise<readonly unknown[]>);
      } else if (linger === 0 || lane.entries.length >= most) lane.wake();
    });
  }

  /** Runs what waits now. */
  flush(name: string): void {
    this.#lanes.get(name)?.wake();
  }

  async #work(
    name: string,
    lane: Lane,
    run: (items: readonly unknown[]) => Promise<readonly unknown[]>,
  ): Promise<void> {
    while (lane.entries.length > 0) {
      await gathered(lane);
      const batch = lane.entries.splice(0, most);
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as never);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#lanes.delete(name);
  }
}

/** Resolves when the first item has waited long enough, or the batch is full. */
async function gathered(lane: Lane): Promise<void> {
  const wait = Math.min(...lane.entries.map(({ until }) => until)) - performance.now();
  if (wait <= 0 || lane.entries.length >= most) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, wait);
    lane.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  lane.wake = () => undefined;
}
