/** Lets parts of this process wait for something to do. */
export class WakeUp {
  readonly #sleepers = new Set<() => void>();
  #count = 0;

  /** Changes with each {@link notify}. */
  get count(): number {
    return this.#count;
  }

  /** Wakes everyone who waits. */
  notify(): void {
    this.#count += 1;
    for (const wake of [...this.#sleepers]) wake();
  }

  /**
   * Resolves at the next {@link notify}, after `duration` milliseconds, or when the signal is aborted.
   *
   * @param since `count` before the caller looked for something to do: what came since then is not missed
   */
  wait(duration: number, signal: AbortSignal, since: number): Promise<void> {
    if (signal.aborted || since !== this.#count) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, duration);
      signal.addEventListener('abort', wake, { once: true });
      this.#sleepers.add(wake);
    });
  }
}
