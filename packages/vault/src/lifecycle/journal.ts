import type { AnswerRecord } from '../calls/answer-record.js';
import { parseAnswerRecord } from '../calls/answer-record.js';
import type { GrantAnswer } from '../calls/token-calls.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';
import type { OperationRow } from '../store/schema.js';

const longestKey = 64;
const unanswered = ['started', 'unknown'] as const;

export const answerPlace = (id: string): SealPlace => ({ table: 'operation', row: id, field: 'sealed_answer' });

export type NewOperation = Pick<OperationRow, 'id' | 'kind' | 'app_id'> & Partial<OperationRow>;

/** Writes down that Alipay is about to be asked; the lease is in the row that is claimed. */
export async function insertStarted(
  context: VaultContext,
  database: Database,
  operation: NewOperation,
  leaseUntil: number,
): Promise<OperationRow> {
  const row: OperationRow = {
    auth_app_id: null,
    inbox_id: null,
    pair_id: null,
    state: 'started',
    owner: context.nodeId,
    generation: null,
    lease_until: leaseUntil,
    started_at: context.clock(),
    settled_at: null,
    quarantined: 0,
    failure: null,
    failure_code: null,
    trace_id: null,
    key_id: null,
    reason: null,
    sealed_answer: null,
    ...operation,
  };
  await insertMissing(context.store, database, 'operation', row);
  return row;
}

/**
 * Stores an answer before anything is done with it, in a commit of its own; where that fails, in the spool.
 *
 * @throws VaultError `database` when it went to the spool
 */
export async function recordAnswer(context: VaultContext, operation: OperationRow, answer: GrantAnswer): Promise<void> {
  await context.at('before-answered');
  try {
    await context.store.write((database) => writeAnswer(context, database, operation.id, answer));
  } catch (error) {
    const { id, app_id: appId, auth_app_id: authAppId } = operation;
    await context.spool.put({ kind: 'answer', id, appId, authAppId: authAppId ?? undefined, ...answer });
    throw error;
  }
  context.witness.saw(operation.id);
  await context.at('after-answered');
}

/** Also for operations that were given up meanwhile: what Alipay answered is never dropped. */
export async function writeAnswer(
  context: VaultContext,
  database: Database,
  id: string,
  { record, traceId }: GrantAnswer,
): Promise<void> {
  const sealed = context.keyRing.seal(JSON.stringify(record), answerPlace(id));
  await database
    .updateTable('operation')
    .set({
      state: 'answered',
      sealed_answer: sealed.bytes,
      key_id: sealed.keyId,
      trace_id: traceId?.slice(0, longestKey) ?? null,
    })
    .where('id', '=', id)
    .where('state', 'in', ['started', 'unknown', 'failed'])
    .execute();
}

/** @throws VaultError `unreadable` */
export function openAnswer(context: VaultContext, { id, sealed_answer, key_id }: OperationRow): AnswerRecord {
  const opened =
    sealed_answer === null || key_id === null
      ? undefined
      : context.keyRing.open({ bytes: sealed_answer, keyId: key_id }, answerPlace(id));
  const record = opened?.ok ? parseAnswerRecord(opened.text) : undefined;
  if (record === undefined) throw new VaultError('unreadable', 'an answer in the journal does not open');
  return record;
}

/** The answer was applied. What could not be read of it stays. */
export async function settleApplied(
  context: VaultContext,
  database: Database,
  id: string,
  quarantined: number,
): Promise<void> {
  const kept = quarantined > 0 ? {} : { sealed_answer: null, key_id: null };
  await database
    .updateTable('operation')
    .set({ state: 'applied', settled_at: context.clock(), quarantined, ...kept })
    .where('id', '=', id)
    .execute();
}

/** The answer is set aside as a whole. */
export async function settleRefused(
  context: VaultContext,
  database: Database,
  id: string,
  code: string,
): Promise<void> {
  await database
    .updateTable('operation')
    .set({ state: 'failed', settled_at: context.clock(), quarantined: 1, failure: 'foreign', failure_code: code })
    .where('id', '=', id)
    .execute();
}

/** There was no answer, or a refusal. */
export async function settleFailed(
  context: VaultContext,
  database: Database,
  id: string,
  { kind, code, traceId }: Pick<Failure, 'kind' | 'code' | 'traceId'>,
): Promise<void> {
  await database
    .updateTable('operation')
    .set({
      state: kind === 'unknown' ? 'unknown' : 'failed',
      settled_at: context.clock(),
      failure: kind,
      failure_code: code.slice(0, longestKey),
      trace_id: traceId?.slice(0, longestKey) ?? null,
    })
    .where('id', '=', id)
    .where('state', 'in', unanswered)
    .execute();
}
