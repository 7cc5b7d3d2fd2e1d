import { applyArrivals, type VerdictArrival } from '../authorization/apply-arrivals.js';
import { openToken, quarantinePair } from '../authorization/open-token.js';
import { callQuery } from '../calls/token-calls.js';
import { CallFailure, checkCircuit, trackCall } from '../circuit/track-call.js';
import { type AuthorizationKey, applicationOf, randomShare, type VaultContext } from '../context/vault-context.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import { nextProbe } from '../ordering/schedule.js';
import type { AuthorizationRow, OperationRow, PairRow } from '../store/schema.js';
import { rotate } from './rotate.js';

export interface ResolveOptions {
  /** Alipay has just refused to rotate the current pair for good. */
  readonly refused?: { readonly operation: OperationRow; readonly failure: Failure };
}

/** Tokens that are asked about when it is unclear which is the newest. */
const contenders = 4;
const turns = 3;

/**
 * Asks Alipay about the tokens of an authorization and draws the conclusion: which pair is current, whether the
 * merchant cancelled, what needs attention. A current token that is dead is rotated once before the grant is given up.
 *
 * @throws VaultError when Alipay does not tell; then nothing has changed
 */
export async function resolveAuthorization(
  context: VaultContext,
  key: AuthorizationKey,
  options: ResolveOptions = {},
): Promise<AuthorizationRow> {
  for (let turn = 1; ; turn += 1) {
    const { row, pairs } = await readContenders(context, key);
    if (row.state === 'cancelled' && row.contested === 0) return row;
    const verdicts = await askAll(context, key, pairs);
    const refused = options.refused?.operation.generation === row.generation ? options.refused : undefined;
    const after = await applyVerdicts(context, key, row, verdicts, refused);
    if (after.contested !== 0 && turn < turns) continue;
    if (isAlive(after, verdicts) || after.state === 'cancelled') return after;
    if (refused === undefined) return rotateOnce(context, key, after);
    return (await findAlive(context, key, after)) ?? giveUpGrant(context, key, after, refused.failure);
  }
}

/** The current token works, or was not among those that were asked about. */
function isAlive({ pair_id }: AuthorizationRow, verdicts: readonly VerdictArrival[]): boolean {
  return verdicts.find(({ pairId }) => pairId === pair_id)?.valid !== false;
}

async function readContenders(
  context: VaultContext,
  key: AuthorizationKey,
  all = false,
): Promise<{ readonly row: AuthorizationRow; readonly pairs: PairRow[] }> {
  return context.store.read(async (database) => {
    const row = await database
      .selectFrom('authorization')
      .selectAll()
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .executeTakeFirst();
    if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    const query = database
      .selectFrom('pair')
      .selectAll()
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .where('quarantined_at', 'is', null)
      .orderBy('issue_before', 'desc')
      .orderBy('id', 'desc')
      .limit(contenders);
    const only = !all && row.contested === 0 && row.pair_id !== null;
    return { row, pairs: await (only ? query.where('id', '=', row.pair_id) : query).execute() };
  });
}

async function askAll(
  context: VaultContext,
  key: AuthorizationKey,
  pairs: readonly PairRow[],
): Promise<VerdictArrival[]> {
  const verdicts: VerdictArrival[] = [];
  for (const pair of pairs) {
    const verdict = await ask(context, key, pair);
    if (verdict !== undefined) verdicts.push(verdict);
  }
  return verdicts;
}

/** @throws VaultError when Alipay does not tell */
async function ask(context: VaultContext, key: AuthorizationKey, pair: PairRow): Promise<VerdictArrival | undefined> {
  const token = openToken(context, pair);
  if (token === undefined) {
    await context.store.write((database) => quarantinePair(context, database, pair));
    return undefined;
  }
  const application = applicationOf(context, key.appId);
  checkCircuit(application);
  try {
    const status = await trackCall(context, application, callQuery(context, application, token));
    const isOurs = status.authAppId === undefined || status.authAppId === key.authAppId;
    if (!isOurs) reportForeign(context, key);
    return { pairId: pair.id, valid: status.valid && isOurs, at: status.at, issuedAt: status.issuedAt };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    const { kind } = error.failure;
    if (kind === 'foreign') reportForeign(context, key);
    if (kind !== 'dead' && kind !== 'foreign') {
      const details = { ...key, failure: kind, cause: error.cause };
      throw new VaultError('rotation-failed', 'Alipay does not tell whether the token works', details);
    }
    return { pairId: pair.id, valid: false, at: application.alipayClock.now(), issuedAt: undefined };
  }
}

function reportForeign(context: VaultContext, key: AuthorizationKey): void {
  context.report({ kind: 'mismatch', ...key, message: 'a stored token belongs to another application, says Alipay' });
}

async function applyVerdicts(
  context: VaultContext,
  key: AuthorizationKey,
  before: AuthorizationRow,
  verdicts: readonly VerdictArrival[],
  refused: ResolveOptions['refused'],
): Promise<AuthorizationRow> {
  const current = verdicts.find(({ pairId }) => pairId === before.pair_id);
  const finding = current?.valid
    ? { reason: reasonWhileAlive(before, refused), generation: before.generation }
    : undefined;
  const { auditInterval } = context.settings;
  const now = applicationOf(context, key.appId).alipayClock.now();
  const probe_at = nextProbe(auditInterval, now, randomShare(context));
  return context.store.write((database) =>
    applyArrivals(context, database, key, {
      cause: 'asked-alipay',
      verdicts,
      finding,
      confirmed: current?.valid === true,
      columns: (row) => ({
        ...(row.contested === 0 && row.state !== 'cancelled' ? { probe_at } : {}),
        ...(refused !== undefined && row.pair_id === before.pair_id ? { due_at: null } : {}),
      }),
    }),
  );
}

/** A token that works needs no attention, unless its refresh token does not, or a permission is missing. */
function reasonWhileAlive(row: AuthorizationRow, refused: ResolveOptions['refused']): AuthorizationRow['reason'] {
  if (refused !== undefined) return 'cannot-rotate';
  return row.reason === 'needs-reauthorization' ? null : row.reason;
}

/** Another pair that we hold may work, where Alipay took our rotations in another order. */
async function findAlive(
  context: VaultContext,
  key: AuthorizationKey,
  row: AuthorizationRow,
): Promise<AuthorizationRow | undefined> {
  const { pairs } = await readContenders(context, key, true);
  const others = pairs.filter(({ id }) => id !== row.pair_id);
  const verdicts = await askAll(context, key, others);
  if (!verdicts.some(({ valid }) => valid)) return undefined;
  return context.store.write((database) =>
    applyArrivals(context, database, key, { cause: 'found-alive', verdicts, columns: { due_at: context.clock() } }),
  );
}

/** Older pairs may still work; but what Alipay has to say to the refresh token settles more. */
async function rotateOnce(
  context: VaultContext,
  key: AuthorizationKey,
  row: AuthorizationRow,
): Promise<AuthorizationRow> {
  try {
    return await rotate(context, key, { reason: 'token-dead', confirming: true });
  } catch (error) {
    if (!isVaultError(error, ['cannot-rotate', 'cancelled', 'needs-reauthorization'])) throw error;
    const { row: after } = await readContenders(context, key);
    if (after.generation !== row.generation || after.reason !== null) return after;
    return giveUpGrant(context, key, after, undefined);
  }
}

/**
 * Neither token nor refresh token works. When a rotation of ours may have been lost, or the refresh token has merely
 * expired, the grant itself may live; else the merchant has ended it.
 */
async function giveUpGrant(
  context: VaultContext,
  key: AuthorizationKey,
  row: AuthorizationRow,
  failure: Failure | undefined,
): Promise<AuthorizationRow> {
  return context.store.write(async (database) => {
    const lost = await database
      .selectFrom('operation')
      .select('id')
      .where('app_id', '=', key.appId)
      .where('auth_app_id', '=', key.authAppId)
      .where('pair_id', '=', row.pair_id)
      .where('state', '=', 'unknown')
      .limit(1)
      .executeTakeFirst();
    const unconfirmed = row.epoch === 0;
    if (lost !== undefined || unconfirmed || failure === undefined || failure.code === 'REFRESH_TOKEN_TIME_OUT') {
      const finding = { reason: 'needs-reauthorization', generation: row.generation } as const;
      return applyArrivals(context, database, key, { cause: 'found-dead', finding, columns: nothingMore });
    }
    // When it was is not known: it ends this grant, and none that came after it.
    const cancelledAt = (row.grant_before ?? 0) + 1;
    return applyArrivals(context, database, key, { cause: 'found-cancelled', cancelledAt });
  });
}

/** Unless another grant has come meanwhile. */
function nothingMore({ reason, contested }: AuthorizationRow): Partial<AuthorizationRow> {
  return reason === 'needs-reauthorization' && contested === 0 ? { due_at: null, probe_at: null } : {};
}
