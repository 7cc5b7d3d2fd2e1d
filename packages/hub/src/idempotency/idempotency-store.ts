import type { HubContext } from '../context/hub-context.js';
import { insertMissing } from '../store/hub-store.js';
import type { IdempotencyRow } from './idempotency-table.js';

/** Milliseconds for which a response is kept. */
const kept = 24 * 3_600_000;
/** Milliseconds after which a request whose node was killed counts as never made. */
const lease = 60_000;

export interface StoredResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What is known about a request. */
export type Begun =
  /** `startedAt`: when a request with this key came first, also one whose node was killed. */
  | { readonly kind: 'new'; readonly startedAt: number }
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'done'; readonly response: StoredResponse };

const place = (id: string) => ({ table: 'hub_idempotency', row: id, field: 'sealed_response' });

/** Begins a request, unless it was made before, or another node works on it. */
export async function beginRequest(context: HubContext, id: string, requestHash: string): Promise<Begun> {
  const { store, nodeId, clock } = context;
  return store.write(async (database) => {
    const { now } = await database.selectNoFrom(store.now.as('now')).executeTakeFirstOrThrow();
    const row: IdempotencyRow = {
      id,
      request_hash: requestHash,
      state: 'started',
      lease_owner: nodeId,
      lease_until: now + lease,
      status: null,
      sealed_response: null,
      key_id: null,
      created_at: clock(),
    };
    if (await insertMissing(store, database, 'hub_idempotency', row)) {
      return { kind: 'new', startedAt: row.created_at };
    }
    const query = database.selectFrom('hub_idempotency').selectAll().where('id', '=', id);
    const found = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    if (found === undefined) return { kind: 'in-progress' };
    if (found.request_hash !== requestHash) return { kind: 'other-request' };
    if (found.state === 'done') return { kind: 'done', response: open(context, found) };
    if ((found.lease_until ?? 0) > now) return { kind: 'in-progress' };
    await database
      .updateTable('hub_idempotency')
      .set({ lease_owner: nodeId, lease_until: now + lease })
      .where('id', '=', id)
      .execute();
    return { kind: 'new', startedAt: found.created_at };
  });
}

function open({ vault }: HubContext, { id, sealed_response: bytes, key_id: keyId }: IdempotencyRow): StoredResponse {
  if (bytes === null || keyId === null) throw new Error('a response that is done was not stored');
  return JSON.parse(vault.unseal({ bytes, keyId }, place(id)));
}

/** Keeps the response for repetitions. */
export async function storeResponse(context: HubContext, id: string, response: StoredResponse): Promise<void> {
  const { bytes, keyId } = context.vault.seal(JSON.stringify(response), place(id));
  await context.store.write((database) =>
    database
      .updateTable('hub_idempotency')
      .set({ state: 'done', status: response.status, sealed_response: bytes, key_id: keyId, lease_until: null })
      .where('id', '=', id)
      .where('lease_owner', '=', context.nodeId)
      .execute(),
  );
}

/** No response came of the request: the next one with its key is served at once, and finds what this one has done. */
export async function releaseRequest({ store, nodeId }: HubContext, id: string): Promise<void> {
  await store.write((database) =>
    database
      .updateTable('hub_idempotency')
      .set({ lease_owner: null, lease_until: null })
      .where('id', '=', id)
      .where('state', '=', 'started')
      .where('lease_owner', '=', nodeId)
      .execute(),
  );
}

/** @returns whether there may be more */
export async function pruneIdempotency({ store, clock }: HubContext): Promise<boolean> {
  const batch = 200;
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_idempotency')
      .select('id')
      .where('created_at', '<', clock() - kept)
      .limit(batch)
      .execute(),
  );
  if (rows.length === 0) return false;
  const ids = rows.map(({ id }) => id);
  await store.write((database) => database.deleteFrom('hub_idempotency').where('id', 'in', ids).execute());
  return rows.length === batch;
}
