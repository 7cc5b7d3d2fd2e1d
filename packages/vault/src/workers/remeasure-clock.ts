import { openToken } from '../authorization/open-token.js';
import { callQuery } from '../calls/token-calls.js';
import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';

/**
 * Compares our clock with Alipay's once more, by a call that changes nothing.
 *
 * @returns whether they are still too far apart to schedule anything
 */
export async function remeasureClock(context: VaultContext, application: Application): Promise<boolean> {
  const { appId, alipayClock } = application;
  const pair = await context.store.read((database) =>
    database
      .selectFrom('authorization as a')
      .innerJoin('pair as p', 'p.id', 'a.pair_id')
      .select(['p.id', 'p.app_id', 'p.auth_app_id', 'p.sealed_token', 'p.key_id'])
      .where('a.app_id', '=', appId)
      .where('a.state', '=', 'active')
      .limit(1)
      .executeTakeFirst(),
  );
  const token = pair === undefined ? undefined : openToken(context, pair);
  if (token !== undefined) await callQuery(context, application, token).catch(() => undefined);
  if (!alipayClock.isSkewed) return false;
  const minutes = Math.round(alipayClock.offset / 60_000);
  const message = `Alipay's clock is ${minutes} minutes ahead of ours; nothing is rotated by schedule`;
  context.report({ kind: 'clock-skew', appId, message });
  return true;
}
