import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { measureClock } from './measure-clock.js';

/**
 * Measures the difference between our clock and Alipay's again, by a call that changes nothing.
 *
 * @returns whether the difference is still too large to schedule anything
 */
export async function remeasureClock(context: VaultContext, application: Application): Promise<boolean> {
  const { appId, alipayClock } = application;
  await measureClock(context, application);
  if (!alipayClock.isSkewed) return false;
  const minutes = Math.round(alipayClock.offset / 60_000);
  const message = `Alipay's clock is ${minutes} minutes ahead of ours; nothing is rotated by schedule`;
  context.report({ kind: 'clock-skew', appId, message });
  return true;
}
