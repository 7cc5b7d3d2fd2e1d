import { consideredPairs } from '../authorization/read-considered-pairs.js';
import { refreshStateOf } from '../authorization/refresh-state.js';
import { standingOfPairs } from '../authorization/standing-of-pairs.js';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { readOpenRotations } from '../journal/read-open-rotations.js';
import type { Database } from '../store/engine.js';
import { checkIntact } from '../store/row-code.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import type { DecisionFacts, PairState } from './decide.js';

/** What is known of an authorization, as the database has it and as the decision takes it. */
export interface AuthorizationFacts {
  readonly row: AuthorizationRow;
  readonly pairs: readonly PairRow[];
  readonly facts: DecisionFacts;
}

/** Reads everything that a decision depends on. @throws VaultError `unknown-authorization` `tampered` */
export async function readFacts(
  context: VaultContext,
  database: Database,
  { appId, authAppId }: AuthorizationKey,
): Promise<AuthorizationFacts> {
  const row = await database
    .selectFrom('authorization')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new VaultError('unknown-authorization', 'there is no such authorization', { appId, authAppId });
  }
  checkIntact(context.secret, row);
  const pairs = await database
    .selectFrom('pair')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .orderBy('issue_before', 'desc')
    .orderBy('id', 'desc')
    .limit(consideredPairs)
    .execute();
  const rotations = await readOpenRotations(database, { appId, authAppId });
  return { row, pairs, facts: factsOf(context, row, pairs, rotations) };
}

function factsOf(
  context: VaultContext,
  row: AuthorizationRow,
  pairs: readonly PairRow[],
  { lostFrom, pending }: Awaited<ReturnType<typeof readOpenRotations>>,
): DecisionFacts {
  const { alipayClock } = applicationOf(context, row.app_id);
  return {
    state: row.state,
    reason: row.reason,
    pairId: row.pair_id,
    grantId: row.grant_id,
    pairs: pairs.map(pairState),
    contested: row.contested !== null,
    unasked: row.contested === null ? [] : standingOfPairs(context, pairs, row.cancelled_at).unasked,
    confirmed: row.epoch >= context.epoch.current,
    everConfirmed: row.epoch > 0,
    lostFrom,
    pending: pending || context.spool.holds(row.app_id, row.auth_app_id),
    isDue: row.due_at !== null && row.due_at <= context.clock(),
    now: alipayClock.isCertain ? alipayClock.now() : undefined,
  };
}

function pairState(pair: PairRow): PairState {
  return { ...refreshStateOf(pair), verdict: pair.verdict, quarantined: pair.quarantined_at !== null };
}
