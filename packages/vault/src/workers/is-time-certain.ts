import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { measureClock } from './measure-clock.js';

/** Whether Alipay's time is certain; if not, asks Alipay for it first. */
export async function isTimeCertain(context: VaultContext, application: Application): Promise<boolean> {
  if (!application.alipayClock.isCertain) await measureClock(context, application);
  return application.alipayClock.isCertain;
}
