import type { Failure } from '../failures/classify-failure.js';

/** Failures in a row, none of them caused by a merchant, until calls are stopped. */
const threshold = 5;
/** Milliseconds that calls are stopped for, at first and at most. */
const shortest = 30_000;
const longest = 5 * 60_000;

export type CircuitReason = 'application-refused' | 'alipay-unavailable';

/** A change of the circuit. */
export type CircuitChange =
  | { readonly to: 'open'; readonly reason: CircuitReason }
  | { readonly to: 'closed'; readonly reason: CircuitReason };

/**
 * Stops an application's calls about codes and tokens when Alipay refuses all of them or cannot be reached. Lets a probe
 * through now and then, and afterwards raises the number of simultaneous calls step by step.
 */
export class ApplicationCircuit {
  readonly #clock: () => number;
  #failures = 0;
  #open: { readonly reason: CircuitReason; readonly until: number; readonly trips: number } | undefined;
  #trial = false;
  #limit = Number.POSITIVE_INFINITY;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  get reason(): CircuitReason | undefined {
    return this.#open?.reason;
  }

  /** How many calls may be under way at once. */
  get limit(): number {
    return this.#open === undefined ? this.#limit : 1;
  }

  /** Whether a call may be made now. While calls are stopped, one probe is admitted now and then. */
  admits(): boolean {
    if (this.#open === undefined) return true;
    const wait = this.#open.until - this.#clock();
    // A longer wait than any that is set means that our clock was set back.
    if (this.#trial || (wait > 0 && wait <= longest)) return false;
    this.#trial = true;
    return true;
  }

  /** The call that was admitted is not made after all. */
  release(): void {
    this.#trial = false;
  }

  /** Alipay responded to the application. @returns the change, if there is one */
  succeeded(): CircuitChange | undefined {
    this.#failures = 0;
    this.#trial = false;
    const open = this.#open;
    if (open === undefined) {
      if (Number.isFinite(this.#limit)) this.#limit = this.#limit >= 64 ? Number.POSITIVE_INFINITY : this.#limit + 1;
      return undefined;
    }
    this.#open = undefined;
    this.#limit = 1;
    return { to: 'closed', reason: open.reason };
  }

  /** @returns the change of the circuit */
  failed({ kind }: Pick<Failure, 'kind'>): CircuitChange | undefined {
    this.#trial = false;
    const reason = reasonOf(kind);
    if (kind === 'ours') return undefined;
    if (reason === undefined) return this.succeeded();
    this.#failures += 1;
    if (reason === 'alipay-unavailable' && this.#failures < threshold && this.#open === undefined) return undefined;
    return this.#trip(reason);
  }

  /** The circuit of an application with other keys: if calls are stopped, one may be tried at once. */
  renewed(): ApplicationCircuit {
    const next = new ApplicationCircuit(this.#clock);
    next.#failures = this.#failures;
    next.#limit = this.#limit;
    next.#open = this.#open && { ...this.#open, until: this.#clock() };
    return next;
  }

  /** Adopts what another process found. */
  follow(reason: CircuitReason | undefined): void {
    if (reason === undefined && this.#open !== undefined) {
      this.#open = undefined;
      this.#failures = 0;
      this.#limit = 1;
    } else if (reason !== undefined && this.#open === undefined) {
      this.#open = { reason, until: this.#clock() + shortest, trips: 1 };
    }
  }

  #trip(reason: CircuitReason): CircuitChange | undefined {
    const before = this.#open;
    const trips = (before?.trips ?? 0) + 1;
    this.#open = { reason, trips, until: this.#clock() + Math.min(longest, shortest * 2 ** (trips - 1)) };
    return before === undefined ? { to: 'open', reason } : undefined;
  }
}

function reasonOf(kind: Failure['kind']): CircuitReason | undefined {
  if (kind === 'application') return 'application-refused';
  return kind === 'transient' || kind === 'unknown' ? 'alipay-unavailable' : undefined;
}
