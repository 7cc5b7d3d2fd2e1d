import type { ResponseRecord } from '../calls/response-record.js';
import { parseResponseRecord } from '../calls/response-record.js';
import type { GrantResponse } from '../calls/token-calls.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { Database } from '../store/engine.js';
import type { OperationRow } from '../store/schema.js';
import { writeColumns } from '../store/write-columns.js';
import { longestKey } from './end-operations.js';

/** What names an operation and the authorization that it is about, if it is about one. */
export type OwnedOperation = Pick<OperationRow, 'id' | 'app_id' | 'auth_app_id'>;

export function responsePlace({ id, app_id, auth_app_id }: OwnedOperation): SealPlace {
  const owner = auth_app_id === null ? [app_id] : [app_id, auth_app_id];
  return { owner, table: 'operation', row: id, field: 'sealed_response' };
}

/** An operation and Alipay's response to it. */
export interface ReceivedOperation {
  readonly operation: OperationRow;
  readonly response: GrantResponse;
}

/**
 * Stores a response before it is acted on, in a commit of its own that it shares with simultaneous responses. If that
 * fails, the response goes to the spool.
 *
 * @throws VaultError `database` when it went to the spool
 */
export function recordResponse(context: VaultContext, received: ReceivedOperation): Promise<void> {
  return context.batches.add('responses', received, (batch) => recordResponses(context, batch));
}

async function recordResponses(context: VaultContext, batch: readonly ReceivedOperation[]): Promise<undefined[]> {
  await context.onKillPoint('before-received');
  try {
    await context.store.write((database) => writeResponses(context, database, batch));
  } catch (error) {
    for (const { operation, response } of batch) {
      const { id, app_id: appId, auth_app_id: authAppId } = operation;
      await context.spool.put({ kind: 'response', id, appId, authAppId: authAppId ?? undefined, ...response });
    }
    throw error;
  }
  for (const { operation } of batch) context.witness.saw(operation.id);
  await context.onKillPoint('after-received');
  return batch.map(() => undefined);
}

/** States that a response turns into `received`, ended ones included: a response is never dropped. */
const answerable = ['started', 'unknown', 'failed'] as const;

async function writeResponses(
  context: VaultContext,
  database: Database,
  batch: readonly ReceivedOperation[],
): Promise<void> {
  const [only] = batch;
  if (only !== undefined && batch.length === 1) {
    await writeResponse(context, database, only.operation, only.response);
    return;
  }
  const query = database
    .selectFrom('operation')
    .select('id')
    .where(
      'id',
      'in',
      batch.map(({ operation }) => operation.id),
    )
    .where('state', 'in', answerable)
    .orderBy('id');
  const open = await (context.store.locksRows ? query.forUpdate() : query).execute();
  const ids = new Set(open.map(({ id }) => id));
  const rows = batch
    .filter(({ operation }) => ids.has(operation.id))
    .map(({ operation, response }) => ({ ...operation, ...responseColumns(context, operation, response) }));
  await writeColumns(context.store, database, 'operation', rows, { keys: ['id'], columns: responseColumnNames });
}

export async function writeResponse(
  context: VaultContext,
  database: Database,
  operation: OwnedOperation,
  response: GrantResponse,
): Promise<void> {
  await database
    .updateTable('operation')
    .set(responseColumns(context, operation, response))
    .where('id', '=', operation.id)
    .where('state', 'in', answerable)
    .execute();
}

const responseColumnNames = ['state', 'sealed_response', 'key_id', 'trace_id'] as const;

function responseColumns(context: VaultContext, operation: OwnedOperation, { record, traceId }: GrantResponse) {
  const sealed = context.keyRing.seal(JSON.stringify(record), responsePlace(operation));
  return {
    state: 'received' as const,
    sealed_response: sealed.bytes,
    key_id: sealed.keyId,
    trace_id: traceId?.slice(0, longestKey) ?? null,
  };
}

/** @throws VaultError `unreadable` */
export function openResponse(context: VaultContext, operation: OperationRow): ResponseRecord {
  const { sealed_response, key_id } = operation;
  const opened =
    sealed_response === null || key_id === null
      ? undefined
      : context.keyRing.open({ bytes: sealed_response, keyId: key_id }, responsePlace(operation));
  const record = opened?.ok ? parseResponseRecord(opened.text) : undefined;
  if (record === undefined) throw new VaultError('unreadable', 'a response in the journal does not open');
  return record;
}
