import { SandboxError } from '../sandbox-error.js';
import { type Fault, faultEffects, type NewFault } from './fault.js';

/** What a fault is matched by. */
export interface FaultSubject {
  readonly path: string;
  /** Asked only when a fault wants to know. */
  readonly grantType: () => string | undefined;
}

/** The faults in force, oldest first. */
export class FaultList {
  #faults: Fault[] = [];
  #count = 0;

  /** @throws SandboxError naming the field that is wrong */
  add(fault: NewFault): Fault {
    checkFault(fault);
    this.#count += 1;
    const { effect, match = {}, times = 1, ms, status } = fault;
    const added: Fault = Object.freeze({
      id: this.#count,
      effect,
      match: Object.freeze({ ...match }),
      ...(effect === 'delay' && ms !== undefined ? { ms } : {}),
      ...(effect === 'status' && status !== undefined ? { status } : {}),
      remaining: times,
    });
    this.#faults.push(added);
    return added;
  }

  /** The first fault that fits; it is counted down. */
  take({ path, grantType }: FaultSubject): Fault | undefined {
    const index = this.#faults.findIndex(
      ({ match }) =>
        (match.path === undefined || match.path === path) &&
        (match.grantType === undefined || match.grantType === grantType()),
    );
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

const longestDelay = 600_000;

function checkFault({ effect, times = 1, ms, status }: NewFault): void {
  if (!faultEffects.includes(effect)) {
    throw new SandboxError('invalid', `effect: expected one of ${faultEffects.join(', ')}`);
  }
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new SandboxError('invalid', 'times: expected a whole number, 1 or more');
  }
  if (effect === 'delay' && !(Number.isSafeInteger(ms) && Number(ms) >= 0 && Number(ms) <= longestDelay)) {
    throw new SandboxError(
      'invalid',
      `ms: the effect "delay" needs a whole number of milliseconds, 0 to ${longestDelay}`,
    );
  }
  if (effect === 'status' && !(Number.isSafeInteger(status) && Number(status) >= 200 && Number(status) <= 599)) {
    throw new SandboxError('invalid', 'status: the effect "status" needs an HTTP status, 200 to 599');
  }
}
