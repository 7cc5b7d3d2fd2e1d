import { applyAllArrivals, applyArrivals, forgottenRow } from '../authorization/apply-arrivals.js';
import { readPairsById } from '../authorization/read-considered-pairs.js';
import type { PairArrival } from '../authorization/store-pairs.js';
import { type ReceivedPair, readPairs } from '../calls/read-pairs.js';
import type { ResponseRecord } from '../calls/response-record.js';
import type { BatchOptions } from '../concurrency/batches.js';
import type { VaultContext } from '../context/vault-context.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import { appendApplicationEvent } from '../events/append-application-event.js';
import { markApplied, markSetAside } from '../journal/end-operations.js';
import { readOperations } from '../journal/read-operations.js';
import { openResponse } from '../journal/record-response.js';
import type { Bounds } from '../ordering/bounds.js';
import type { Database } from '../store/engine.js';
import { lockAuthorizations } from '../store/lock-authorization.js';
import { readClock } from '../store/read-clock.js';
import type { AuthorizationRow, OperationRow, PairRow } from '../store/schema.js';

/** Milliseconds. */
const retryAfterMismatch = 24 * 3_600_000;

/** When what a response holds was issued: between sending and signing, by Alipay's clock. */
export function issueBounds({ alipayTime, elapsed }: ResponseRecord): Bounds {
  return { after: alipayTime - elapsed, before: alipayTime };
}

/**
 * Makes the pair of a rotation's response current, or history if there is a newer one, in one transaction with responses
 * that arrived at about the same time. Repeating it changes nothing.
 *
 * @throws VaultError `mismatch` when the response is about another merchant application
 */
export async function applyRotation(
  context: VaultContext,
  operation: OperationRow,
  options: BatchOptions = {},
): Promise<AuthorizationRow> {
  const { app_id: appId, auth_app_id } = operation;
  const run = (batch: readonly OperationRow[]) => applyRotations(context, batch);
  const outcome = await context.batches.add(laneOf(appId), operation, run, options);
  if (outcome.kind === 'applied') return outcome.row;
  if (outcome.kind === 'failed') throw outcome.error;
  const message = 'a response to a rotation is about another merchant application; it was set aside';
  const key = { appId, authAppId: auth_app_id ?? '' };
  context.report({ kind: 'mismatch', ...key, message });
  throw new VaultError('mismatch', message, key);
}

const laneOf = (appId: string) => `rotations ${appId}`;

/** No more responses are coming that those which wait could be applied with. */
export function flushRotations({ batches }: VaultContext, appId: string): void {
  batches.flush(laneOf(appId));
}

type Outcome =
  | { readonly kind: 'applied'; readonly row: AuthorizationRow }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What goes wrong with one stops no other: whatever is not plain is done on its own. */
async function applyRotations(context: VaultContext, batch: readonly OperationRow[]): Promise<Outcome[]> {
  const together = await applyTogether(context, batch);
  const outcomes: Outcome[] = [];
  for (const [index, operation] of batch.entries()) {
    const outcome = together[index] ?? (await applyTogether(context, [operation]))[0];
    if (outcome === undefined) throw new Error('there is an outcome for each operation');
    outcomes.push(outcome);
  }
  return outcomes;
}

/** @returns an outcome for each, but for those that have to be done on their own */
async function applyTogether(
  context: VaultContext,
  batch: readonly OperationRow[],
): Promise<readonly (Outcome | undefined)[]> {
  try {
    await context.onKillPoint('before-applied');
    const outcomes = await context.store.write((database) => applyIn(context, database, batch));
    await context.onKillPoint('after-applied');
    return outcomes;
  } catch (error) {
    const isHopeless = isVaultError(error) && context.store.errorKind(error.cause) === 'unavailable';
    return batch.map(() => (batch.length === 1 || isHopeless ? { kind: 'failed', error } : undefined));
  }
}

async function applyIn(
  context: VaultContext,
  database: Database,
  batch: readonly OperationRow[],
): Promise<(Outcome | undefined)[]> {
  const appId = batch[0]?.app_id ?? '';
  const keys = batch.map(({ auth_app_id }) => auth_app_id ?? '');
  // Before the pairs are read, so that no other transaction deletes them meanwhile.
  await lockAuthorizations(context, database, appId, keys);
  const all = await readReceived(context, database, batch);
  const plain = all.filter((one) => one.arrival !== undefined);
  const rows = await applyPlain(context, database, appId, plain);
  await markApplied(
    context,
    database,
    plain.map(({ operation }) => operation.id),
    0,
  );
  const outcomes: (Outcome | undefined)[] = [];
  for (const one of all) {
    const row = rows[plain.indexOf(one)];
    if (row !== undefined) outcomes.push({ kind: 'applied', row });
    else outcomes.push(batch.length > 1 ? undefined : await applyOther(context, database, one));
  }
  return outcomes;
}

/** An operation with its response, as the journal holds it. */
interface Received {
  readonly operation: OperationRow;
  readonly hasPair: boolean;
  /** Its pair, if nothing is out of the ordinary. */
  readonly arrival: PairArrival | undefined;
}

/** Reads what was committed, which is what any other process would apply. */
async function readReceived(
  context: VaultContext,
  database: Database,
  batch: readonly OperationRow[],
): Promise<Received[]> {
  const stored = await readOperations(
    database,
    batch.map(({ id }) => id),
  );
  const operations = batch.map((operation) => stored.get(operation.id) ?? operation);
  const pairs = await readPairsById(
    database,
    operations.map(({ pair_id }) => pair_id),
  );
  const seen = new Set<string | null>();
  return operations.map((operation) => {
    const from = pairs.get(operation.pair_id ?? '');
    const isFirst = !seen.has(operation.auth_app_id);
    seen.add(operation.auth_app_id);
    const isPlain = isFirst && operation.state === 'received' && from !== undefined;
    return {
      operation,
      hasPair: from !== undefined,
      arrival: isPlain ? arrivalOf(context, operation, from) : undefined,
    };
  });
}

function arrivalOf(context: VaultContext, operation: OperationRow, from: PairRow): PairArrival | undefined {
  const record = openResponse(context, operation);
  const pair = rotatedPair(record, from, operation.auth_app_id ?? '');
  if (pair === undefined) return undefined;
  const { obtainedAt } = record;
  return { pair, source: 'rotation', rotatedFrom: from, issue: issueBounds(record), obtainedAt };
}

async function applyPlain(
  context: VaultContext,
  database: Database,
  appId: string,
  plain: readonly Received[],
): Promise<AuthorizationRow[]> {
  if (plain.length === 0) return [];
  const rotatedUntil = (await readClock(context.store, database)) + context.settings.rotationSpacing;
  return applyAllArrivals(
    context,
    database,
    appId,
    plain.map(({ operation, arrival }) => ({
      authAppId: operation.auth_app_id ?? '',
      arrivals: {
        cause: 'rotation',
        pairs: arrival === undefined ? [] : [arrival],
        operationId: operation.id,
        rotatedUntil,
      },
    })),
  );
}

async function applyOther(
  context: VaultContext,
  database: Database,
  { operation, hasPair }: Received,
): Promise<Outcome> {
  if (operation.state === 'failed') return { kind: 'mismatch' };
  if (operation.state === 'applied' || !hasPair) {
    return { kind: 'applied', row: await applyNothing(context, database, operation) };
  }
  openResponse(context, operation);
  await refuse(context, database, operation);
  return { kind: 'mismatch' };
}

/** `undefined` when the response is not one pair of this very merchant application. */
function rotatedPair({ model }: ResponseRecord, from: PairRow, authAppId: string): ReceivedPair | undefined {
  const { pairs, malformed } = readPairs(model);
  const [pair] = pairs;
  if (pair === undefined || pairs.length > 1 || malformed > 0 || pair.authAppId !== authAppId) return undefined;
  const known = from.user_id ?? undefined;
  return known !== undefined && pair.userId !== undefined && pair.userId !== known ? undefined : pair;
}

/** The response is applied already, or the pair that it started from was deleted, and the response with it. */
async function applyNothing(
  context: VaultContext,
  database: Database,
  { id, app_id: appId, auth_app_id: authAppId, state }: OperationRow,
): Promise<AuthorizationRow> {
  if (state !== 'applied') await markApplied(context, database, [id], 0);
  if (authAppId === null) return forgottenRow(context, { appId, authAppId: '' });
  return applyArrivals(
    context,
    database,
    { appId, authAppId: authAppId ?? '' },
    { cause: 'rotation', operationId: id },
  );
}

/** Sets a wrong response aside. No merchant's state changes. */
async function refuse(context: VaultContext, database: Database, operation: OperationRow): Promise<void> {
  const { id, app_id: appId, auth_app_id: authAppId } = operation;
  await markSetAside(context, database, id, 'mismatch');
  await database
    .updateTable('authorization')
    .set({ lease_owner: null, lease_until: null, due_at: context.clock() + retryAfterMismatch })
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('lease_owner', '=', id)
    .execute();
  await appendApplicationEvent(context, database, appId, { type: 'attention', reason: 'mismatch' });
}
