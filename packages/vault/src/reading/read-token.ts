import type { QueryOf } from '@lingpai/database';
import { isEnded } from '../authorization/next-row.js';
import { openToken, quarantinePair } from '../authorization/open-token.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { resolveAuthorization } from '../decision/resolve-authorization.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import { checkIntact } from '../store/row-code.js';
import type { AuthorizationRow, VaultSchema } from '../store/schema.js';
import { MerchantToken } from './merchant-token.js';
import type { TokenCache } from './token-cache.js';

/** What one query brings of an authorization: its standing, and the sealed token of its current pair. */
type TokenRow = Pick<
  AuthorizationRow,
  | 'state'
  | 'reason'
  | 'generation'
  | 'contested'
  | 'epoch'
  | 'pair_id'
  | 'app_id'
  | 'auth_app_id'
  | 'cancelled_at'
  | 'row_code'
> & {
  readonly sealed_token: Uint8Array | null;
  readonly key_id: string | null;
  readonly current_epoch: number | null;
};

export const cacheKey = ({ appId, authAppId }: AuthorizationKey): string => `${appId} ${authAppId}`;

/** The token of an authorization, if it was read a moment ago. */
export function freshToken(
  { settings: { freshFor } }: VaultContext,
  cache: TokenCache,
  key: AuthorizationKey,
): MerchantToken | undefined {
  return freshFor > 0 ? cache.get(cacheKey(key), freshFor) : undefined;
}

/**
 * The current token of an authorization. Never waits for a rotation.
 *
 * @throws VaultError
 */
export async function readToken(
  context: VaultContext,
  cache: TokenCache,
  key: AuthorizationKey,
): Promise<MerchantToken> {
  const fresh = freshToken(context, cache, key);
  if (fresh !== undefined) return fresh;
  const name = cacheKey(key);
  const readAt = performance.now();
  try {
    const token = await readFromDatabase(context, key);
    cache.set(name, token, readAt);
    return token;
  } catch (error) {
    if (!isVaultError(error, 'database')) {
      cache.delete(name);
      throw error;
    }
    const kept = cache.get(name, context.settings.staleFor);
    if (kept === undefined) throw error;
    const { value, state, generation } = kept;
    return new MerchantToken(value, { state, generation, stale: true });
  }
}

async function readFromDatabase(context: VaultContext, key: AuthorizationKey): Promise<MerchantToken> {
  let row = await readRow(context, key);
  if (needsAlipay(context, row)) {
    await context.flights.share(`resolve ${cacheKey(key)}`, () => resolveAuthorization(context, key));
    row = await readRow(context, key);
    if (needsAlipay(context, row)) throw new VaultError('unconfirmed', unconfirmed, key);
  }
  if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
  if (row.state === 'cancelled') throw new VaultError('cancelled', 'the merchant cancelled the authorization', key);
  if (row.state === 'deactivated') throw new VaultError('deactivated', 'the authorization was deactivated', key);
  if (row.reason === 'needs-reauthorization') throw new VaultError('needs-reauthorization', unusable, key);
  const value = row.sealed_token === null ? undefined : await openRow(context, row);
  if (value === undefined) {
    throw new VaultError('unreadable', 'the stored token does not open; it will be rotated', key);
  }
  return new MerchantToken(value, { state: row.state, generation: row.generation, stale: false });
}

const unusable = 'no stored pair works any more; the merchant has to consent';
const unconfirmed = 'Alipay has not confirmed yet that the authorization may be used; it is asked again';

/** Whether it is unclear if it may be used at all: a cancellation that may have ended it, a database that was restored. */
function needsAlipay(context: VaultContext, row: TokenRow | undefined): boolean {
  if (row === undefined) return false;
  if (row.current_epoch !== null && row.current_epoch > context.epoch.current) {
    context.epoch.current = row.current_epoch;
  }
  if (row.contested === 'cancellation') return true;
  return !isEnded(row) && row.reason !== 'needs-reauthorization' && row.epoch < context.epoch.current;
}

const tokenQuery: QueryOf<VaultSchema, AuthorizationKey, TokenRow> = (database, value) =>
  database
    .selectFrom('authorization as a')
    .leftJoin('pair as p', 'p.id', 'a.pair_id')
    .leftJoin('instance as i', (join) => join.on('i.id', '=', 1))
    .select([
      'a.app_id',
      'a.auth_app_id',
      'a.state',
      'a.reason',
      'a.generation',
      'a.contested',
      'a.epoch',
      'a.pair_id',
      'a.cancelled_at',
      'a.row_code',
    ])
    .select(['p.sealed_token', 'p.key_id', 'i.epoch as current_epoch'])
    .where('a.app_id', '=', value('appId'))
    .where('a.auth_app_id', '=', value('authAppId'));

async function readRow({ store, secret }: VaultContext, key: AuthorizationKey): Promise<TokenRow | undefined> {
  const [row] = await store.readCompiled(tokenQuery, key);
  if (row !== undefined) checkIntact(secret, row);
  return row;
}

async function openRow(context: VaultContext, row: TokenRow): Promise<string | undefined> {
  if (row.pair_id === null || row.sealed_token === null || row.key_id === null) return undefined;
  const { pair_id: id, sealed_token, key_id } = row;
  const { app_id, auth_app_id } = row;
  const token = openToken(context, { id, app_id, auth_app_id, sealed_token, key_id });
  if (token !== undefined) return token;
  await context.store.write(async (database) => {
    await quarantinePair(context, database, { id, app_id, auth_app_id });
    // A rotation brings another pair.
    await database
      .updateTable('authorization')
      .set({ due_at: context.clock() })
      .where('app_id', '=', app_id)
      .where('auth_app_id', '=', auth_app_id)
      .where('pair_id', '=', id)
      .execute();
  });
  return undefined;
}
