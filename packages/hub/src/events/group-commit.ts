interface Waiting<Item> {
  readonly item: Item;
  resolve(): void;
  reject(cause: unknown): void;
}

/**
 * Writes what arrives at the same time in one transaction: while one is under way, the next ones gather. When a transaction
 * for several fails, each gets one of its own, so that none fails because of another.
 */
export class GroupCommit<Item> {
  readonly #commit: (items: readonly Item[]) => Promise<void>;
  readonly #most: number;
  #waiting: Waiting<Item>[] = [];
  #isRunning = false;

  /** @param most items in one transaction */
  constructor(commit: (items: readonly Item[]) => Promise<void>, most = 200) {
    this.#commit = commit;
    this.#most = most;
  }

  /** Resolves when the item is committed. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Those that are added in the same turn of the event loop gather.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#most);
      if (!(await this.#try(group, group.length === 1))) {
        for (const one of group) await this.#try([one], true);
      }
    }
    // At once: an item that is added a moment later begins a run of its own.
    this.#isRunning = false;
  }

  /** @param isLast whether a failure is final */
  async #try(group: readonly Waiting<Item>[], isLast: boolean): Promise<boolean> {
    try {
      await this.#commit(group.map(({ item }) => item));
    } catch (cause) {
      if (isLast) for (const { reject } of group) reject(cause);
      return isLast;
    }
    for (const { resolve } of group) resolve();
    return true;
  }
}
