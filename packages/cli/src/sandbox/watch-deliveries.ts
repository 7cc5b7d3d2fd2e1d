import { setTimeout as sleep } from 'node:timers/promises';
import type { NotificationAttempt, NotificationSnapshot } from '@lingpai/sandbox';
import type { SandboxControl } from './sandbox-control.js';

export interface WatchOptions {
  /** Deliveries to this address are left out. */
  readonly except: string;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly onDelivery: (notification: NotificationSnapshot, attempt: NotificationAttempt) => void;
}

/** Between two looks at the sandbox, in milliseconds. */
const interval = 300;

/** Reports each delivery from now on, until the signal is aborted. @throws CommandProblem when the sandbox has ended */
export async function watchDeliveries(control: SandboxControl, options: WatchOptions): Promise<void> {
  const { except, signal, onDelivery } = options;
  let seen = attemptCounts(await control.notifications());
  for (;;) {
    await sleep(interval, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const notifications = await control.notifications();
    for (const notification of notifications) {
      for (const attempt of notification.attempts.slice(seen.get(notification.id) ?? 0)) {
        if (attempt.url !== null && attempt.url !== except) onDelivery(notification, attempt);
      }
    }
    seen = attemptCounts(notifications);
  }
}

function attemptCounts(notifications: readonly NotificationSnapshot[]): ReadonlyMap<number, number> {
  return new Map(notifications.map(({ id, attempts }) => [id, attempts.length]));
}
