import { performance } from 'node:perf_hooks';

/** How far a clock may run behind the monotonic one without having been set back, and how long a look is good for; milliseconds. */
const drift = 60_000;
const hour = 3_600_000;

/** Detects that our clock was set back. What happened before the process started it cannot know. */
export class ClockWatch {
  readonly #clock: () => number;
  #last: { readonly ours: number; readonly monotonic: number } | undefined;

  /** @param clock milliseconds since 1970, ours */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whether times in the future have to be looked at: at first, once an hour, and after the clock was set back. */
  needsLook(): boolean {
    const now = { ours: this.#clock(), monotonic: performance.now() };
    const last = this.#last;
    const passed = last && { ours: now.ours - last.ours, monotonic: now.monotonic - last.monotonic };
    if (passed !== undefined && passed.monotonic < hour && passed.ours >= passed.monotonic - drift) {
      return false;
    }
    this.#last = now;
    return true;
  }
}
