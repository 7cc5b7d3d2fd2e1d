import { openToken } from '../authorization/open-token.js';
import { callQuery } from '../calls/token-calls.js';
import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';

/** Measures Alipay's clock by a call that changes nothing. Never rejects when Alipay cannot be asked. */
export async function measureClock(context: VaultContext, application: Application): Promise<void> {
  const pair = await context.store.read((database) =>
    database
      .selectFrom('authorization as a')
      .innerJoin('pair as p', 'p.id', 'a.pair_id')
      .select(['p.id', 'p.app_id', 'p.auth_app_id', 'p.sealed_token', 'p.key_id'])
      .where('a.app_id', '=', application.appId)
      .where('a.state', 'in', ['active', 'attention'])
      .limit(1)
      .executeTakeFirst(),
  );
  const token = pair === undefined ? undefined : openToken(context, pair);
  if (token !== undefined) await callQuery(context, application, token).catch(() => undefined);
}
