import { SandboxError } from '../sandbox-error.js';
import { type NewNotificationFault, type NotificationFault, notificationFaultEffects } from './notification-fault.js';
import { type NotificationKind, notificationKinds } from './notification-kind.js';

const longestDelay = 366 * 86_400;

/** The faults in force, oldest first. */
export class NotificationFaultList {
  #faults: NotificationFault[] = [];
  #count = 0;

  /** @throws SandboxError naming the field that is wrong */
  add(fault: NewNotificationFault): NotificationFault {
    checkFault(fault);
    this.#count += 1;
    const { effect, match = {}, times = 1, seconds } = fault;
    const added: NotificationFault = Object.freeze({
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
  take({ kind, appId }: { readonly kind: NotificationKind; readonly appId: string }): NotificationFault | undefined {
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

  list(): NotificationFault[] {
    return [...this.#faults];
  }

  /** @returns how many were in force */
  clear(): number {
    const count = this.#faults.length;
    this.#faults = [];
    return count;
  }
}

function checkFault({ effect, times = 1, match = {}, seconds }: NewNotificationFault): void {
  if (!notificationFaultEffects.includes(effect)) {
    throw new SandboxError('invalid', `effect: expected one of ${notificationFaultEffects.join(', ')}`);
  }
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new SandboxError('invalid', 'times: expected a whole number, 1 or more');
  }
  if (match.kind !== undefined && !notificationKinds.includes(match.kind)) {
    throw new SandboxError('invalid', `match.kind: expected one of ${notificationKinds.join(', ')}`);
  }
  const wait = seconds ?? Number.NaN;
  if (effect === 'delay' && !(Number.isSafeInteger(wait) && wait >= 0 && wait <= longestDelay)) {
    throw new SandboxError(
      'invalid',
      `seconds: the effect "delay" needs a whole number of seconds, 0 to ${longestDelay}`,
    );
  }
}
