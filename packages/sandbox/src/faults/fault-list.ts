import { SandboxError } from '../sandbox-error.js';

/** What each kind of fault has in common. */
export interface FaultInForce {
  readonly id: number;
  /** How many more times it takes effect. */
  readonly remaining: number;
}

/** Turns what the caller asked for into a fault in force. @throws SandboxError naming the field that is wrong */
export type MakeFault<New, Fault extends FaultInForce> = (fault: New, inForce: FaultInForce) => Fault;

/** The faults of one kind that are in force, oldest first. */
export class FaultList<New extends { readonly times?: number }, Fault extends FaultInForce, Subject> {
  readonly #make: MakeFault<New, Fault>;
  readonly #hits: (fault: Fault, subject: Subject) => boolean;
  #faults: Fault[] = [];
  #count = 0;

  constructor(make: MakeFault<New, Fault>, hits: (fault: Fault, subject: Subject) => boolean) {
    this.#make = make;
    this.#hits = hits;
  }

  /** @throws SandboxError naming the field that is wrong */
  add(fault: New): Fault {
    const { times = 1 } = fault;
    if (!Number.isSafeInteger(times) || times < 1) {
      throw new SandboxError('invalid', 'times: expected a whole number, 1 or more');
    }
    const added = Object.freeze(this.#make(fault, { id: this.#count + 1, remaining: times }));
    this.#count += 1;
    this.#faults.push(added);
    return added;
  }

  /** Finds the oldest fault that hits the subject, and counts it down. */
  take(subject: Subject): Fault | undefined {
    const index = this.#faults.findIndex((fault) => this.#hits(fault, subject));
    const fault = this.#faults[index];
    if (fault === undefined) return undefined;
    if (fault.remaining > 1) this.#faults[index] = Object.freeze({ ...fault, remaining: fault.remaining - 1 });
    else this.#faults.splice(index, 1);
    return fault;
  }

  list(): Fault[] {
    return [...this.#faults];
  }

  /** @returns how many were in force */
  clear(): number {
    const count = this.#faults.length;
    this.#faults = [];
    return count;
  }
}

/** A field of a fault that has to be one of a few texts. @throws SandboxError */
export function checkChoice(field: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw new SandboxError('invalid', `${field}: expected one of ${choices.join(', ')}`);
}
