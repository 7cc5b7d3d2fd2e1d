/** Shares work that is under way with everyone who asks for the same. */
export class SingleFlight {
  readonly #flights = new Map<string, Promise<unknown>>();
  readonly #background = new Set<Promise<void>>();

  /** @param key names the work and, with it, the type of its result */
  share<T>(key: string, run: () => Promise<T>): Promise<T> {
    const known = this.#flights.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const flight = run().finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  /** Runs something in the background. It must not reject. */
  spawn(run: Promise<void>): void {
    const tracked = run.finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#flights.size + this.#background.size > 0) {
      await Promise.allSettled([...this.#flights.values(), ...this.#background]);
    }
  }
}
