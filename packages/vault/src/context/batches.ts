/** How many are done together at most. */
const most = 64;

interface Entry {
  readonly item: unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Does together what is asked for at about the same time: while one batch is under way, the next one gathers. */
export class Batches {
  readonly #waiting = new Map<string, Entry[]>();

  /**
   * @param name of the kind of work; one batch of each is under way at a time
   * @param run gets every item of a batch, and resolves to their results in the same order
   */
  add<T, R>(name: string, item: T, run: (items: readonly T[]) => Promise<readonly R[]>): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const entry: Entry = { item, resolve, reject };
      const waiting = this.#waiting.get(name);
      if (waiting !== undefined) {
        waiting.push(entry);
        return;
      }
      const gathering = [entry];
      this.#waiting.set(name, gathering);
      void this.#work(name, gathering, run as (items: readonly unknown[]) => Promise<readonly unknown[]>);
    });
  }

  async #work(
    name: string,
    waiting: Entry[],
    run: (items: readonly unknown[]) => Promise<readonly unknown[]>,
  ): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most);
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as never);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#waiting.delete(name);
  }
}
