interface Waiting<Result> {
  readonly resolve: (result: Result | Promise<Result>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Far more keys than Alipay uses at once, and few enough to wait for. */
const capacity = 32;

/**
 * Serves one key at a time, the most requested first. A full room turns away the least requested key, so that keys
 * that come once cannot keep out one that comes again and again.
 */
export class WaitingRoom<Result> {
  readonly #serve: (key: string) => Promise<Result>;
  readonly #waiting = new Map<string, Waiting<Result>[]>();
  #busy = false;

  constructor(serve: (key: string) => Promise<Result>) {
    this.#serve = serve;
  }

  /** @throws when the room is full and every other key is requested at least as often, or what serving throws */
  enter(key: string): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, [{ resolve, reject }]);
      else waiting.push({ resolve, reject });
      if (this.#waiting.size > capacity) this.#turnAway();
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let next = this.#pick(mostRequested); next !== undefined; next = this.#pick(mostRequested)) {
      const [key, waiting] = next;
      const result = this.#serve(key);
      for (const { resolve } of waiting) resolve(result);
      await result.catch(() => {});
    }
    this.#busy = false;
  }

  #turnAway(): void {
    const [, turnedAway = []] = this.#pick(leastRequested) ?? [];
    for (const { reject } of turnedAway) reject(new Error('too many unknown certificates at once'));
  }

  #pick(better: (one: number, other: number) => boolean): [string, Waiting<Result>[]] | undefined {
    let picked: [string, Waiting<Result>[]] | undefined;
    for (const entry of this.#waiting) {
      if (picked === undefined || better(entry[1].length, picked[1].length)) picked = entry;
    }
    if (picked !== undefined) this.#waiting.delete(picked[0]);
    return picked;
  }
}

const mostRequested = (one: number, other: number): boolean => one > other;
const leastRequested = (one: number, other: number): boolean => one < other;
