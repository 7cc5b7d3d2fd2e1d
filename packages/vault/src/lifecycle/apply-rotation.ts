import type { AnswerRecord } from '../calls/answer-record.js';
import { type ReceivedPair, readPairs } from '../calls/read-pairs.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { appendApplicationEvent } from '../events/append-application-event.js';
import type { Bounds } from '../ordering/bounds.js';
import type { Database } from '../store/engine.js';
import { readClock } from '../store/read-clock.js';
import type { AuthorizationRow, OperationRow, PairRow } from '../store/schema.js';
import { applyArrivals } from './apply-arrivals.js';
import { readOperation } from './claim-rotation.js';
import { openAnswer, settleApplied, settleRefused } from './journal.js';

/** Milliseconds. */
const retryAfterMismatch = 24 * 3_600_000;

/** When what an answer holds was issued: between sending and signing, by Alipay's clock. */
export function issueBounds({ alipayTime, elapsed }: AnswerRecord): Bounds {
  return { after: alipayTime - elapsed, before: alipayTime };
}

/**
 * Makes the pair of an answered rotation current, or history when something newer is there. Doing it again changes
 * nothing.
 *
 * @throws VaultError `mismatch` when the answer is about another merchant application
 */
export async function applyRotation(context: VaultContext, operation: OperationRow): Promise<AuthorizationRow> {
  const record = openAnswer(context, operation);
  const authAppId = operation.auth_app_id ?? '';
  const key = { appId: operation.app_id, authAppId };
  await context.at('before-applied');
  const row = await context.store.write(async (database) => {
    const stored = await readOperation(database, operation.id);
    if (stored?.state === 'failed') return undefined;
    const from = await readPair(database, operation.pair_id);
    if (from === undefined) return forgotten(context, database, operation);
    const pair = rotatedPair(record, from, authAppId);
    if (pair === undefined) return refuse(context, database, operation);
    const now = await readClock(context.store, database);
    const after = await applyArrivals(context, database, key, {
      cause: 'rotation',
      pairs: [
        { pair, source: 'rotation', rotatedFrom: from, issue: issueBounds(record), obtainedAt: record.obtainedAt },
      ],
      operationId: operation.id,
      columns: { rotated_until: now + context.settings.rotationSpacing },
    });
    await settleApplied(context, database, operation.id, 0);
    return after;
  });
  await context.at('after-applied');
  if (row !== undefined) return row;
  const message = 'an answer to a rotation is about another merchant application; it was set aside';
  context.report({ kind: 'mismatch', ...key, message });
  throw new VaultError('mismatch', message, key);
}

/** `undefined` when the answer is not one pair of this very merchant application. */
function rotatedPair({ model }: AnswerRecord, from: PairRow, authAppId: string): ReceivedPair | undefined {
  const { pairs, malformed } = readPairs(model);
  const [pair] = pairs;
  if (pair === undefined || pairs.length > 1 || malformed > 0 || pair.authAppId !== authAppId) return undefined;
  const known = from.user_id ?? undefined;
  return known !== undefined && pair.userId !== undefined && pair.userId !== known ? undefined : pair;
}

/** What it began with was erased meanwhile, and so is its answer. */
async function forgotten(
  context: VaultContext,
  database: Database,
  { id, app_id: appId, auth_app_id: authAppId }: OperationRow,
): Promise<AuthorizationRow> {
  await settleApplied(context, database, id, 0);
  return applyArrivals(
    context,
    database,
    { appId, authAppId: authAppId ?? '' },
    { cause: 'rotation', operationId: id },
  );
}

async function readPair(database: Database, id: string | null): Promise<PairRow | undefined> {
  if (id === null) return undefined;
  return database.selectFrom('pair').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Nobody is marked: it is the answer that is wrong. */
async function refuse(context: VaultContext, database: Database, operation: OperationRow): Promise<undefined> {
  const { id, app_id: appId, auth_app_id: authAppId } = operation;
  await settleRefused(context, database, id, 'mismatch');
  await database
    .updateTable('authorization')
    .set({ claim_owner: null, claim_until: null, due_at: context.clock() + retryAfterMismatch })
    .where('app_id', '=', appId)
    .where('auth_app_id', '=', authAppId)
    .where('claim_owner', '=', id)
    .execute();
  await appendApplicationEvent(context, database, appId, { type: 'attention', reason: 'mismatch' });
  return undefined;
}
