import { SandboxError } from '../sandbox-error.js';
import { type NewNoticeFault, type NoticeFault, noticeFaultEffects } from './notice-fault.js';
import { type NoticeKind, noticeKinds } from './notice-kind.js';

const longestDelay = 366 * 86_400;

/** The faults in force, oldest first. */
export class NoticeFaultList {
  #faults: NoticeFault[] = [];
  #count = 0;

  /** @throws SandboxError naming the field that is wrong */
  add(fault: NewNoticeFault): NoticeFault {
    checkFault(fault);
    this.#count += 1;
    const { effect, match = {}, times = 1, seconds } = fault;
    const added: NoticeFault = Object.freeze({
      id: this.#count,
      effect,
      match: Object.freeze({ ...match }),
      ...(effect === 'delay' && seconds !== undefined ? { seconds } : {}),
      remaining: times,
    });
    this.#faults.push(added);
    return added;
  }

  /** The first fault that fits; it is counted down. */
  take({ kind, appId }: { readonly kind: NoticeKind; readonly appId: string }): NoticeFault | undefined {
    const index = this.#faults.findIndex(
      ({ match }) =>
        (match.kind === undefined || match.kind === kind) && (match.appId === undefined || match.appId === appId),
    );
    const fault = this.#faults[index];
    if (fault === undefined) return undefined;
    if (fault.remaining > 1) this.#faults[index] = Object.freeze({ ...fault, remaining: fault.remaining - 1 });
    else this.#faults.splice(index, 1);
    return fault;
  }

  list(): NoticeFault[] {
    return [...this.#faults];
  }

  /** @returns how many were in force */
  clear(): number {
    const count = this.#faults.length;
    this.#faults = [];
    return count;
  }
}

function checkFault({ effect, times = 1, match = {}, seconds }: NewNoticeFault): void {
  if (!noticeFaultEffects.includes(effect)) {
    throw new SandboxError('invalid', `effect: expected one of ${noticeFaultEffects.join(', ')}`);
  }
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new SandboxError('invalid', 'times: expected a whole number, 1 or more');
  }
  if (match.kind !== undefined && !noticeKinds.includes(match.kind)) {
    throw new SandboxError('invalid', `match.kind: expected one of ${noticeKinds.join(', ')}`);
  }
  const wait = seconds ?? Number.NaN;
  if (effect === 'delay' && !(Number.isSafeInteger(wait) && wait >= 0 && wait <= longestDelay)) {
    throw new SandboxError(
      'invalid',
      `seconds: the effect "delay" needs a whole number of seconds, 0 to ${longestDelay}`,
    );
  }
}
