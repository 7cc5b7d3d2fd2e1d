import { quarantinePair } from '../authorization/open-token.js';
import { refreshTokenPlace, tokenPlace } from '../authorization/store-pairs.js';
import type { VaultContext } from '../context/vault-context.js';
import { setAsideEntry } from '../inbox/close-entry.js';
import { bodyPlace } from '../inbox/inbox-body.js';
import { responsePlace } from '../journal/record-response.js';
import { secretPlace } from '../opening/open-instance.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { Database } from '../store/engine.js';

const page = 200;

/** A row with its sealed columns, as they are. */
export interface SealedRow {
  readonly id: string;
  readonly fields: Readonly<Record<string, { readonly bytes: Uint8Array; readonly place: SealPlace }>>;
}

/** A table with sealed columns, page by page. */
export interface SealedTable {
  read(database: Database, keyId: string, after: string): Promise<SealedRow[]>;
  write(database: Database, id: string, keyId: string, columns: Record<string, unknown>): Promise<void>;
  quarantine(context: VaultContext, database: Database, id: string): Promise<void>;
}

const pairs: SealedTable = {
  async read(database, keyId, after) {
    const rows = await database
      .selectFrom('pair')
      .select(['id', 'app_id', 'auth_app_id', 'sealed_token', 'sealed_refresh_token'])
      .where('key_id', '=', keyId)
      .where('id', '>', after)
      .where('quarantined_at', 'is', null)
      .orderBy('id')
      .limit(page)
      .execute();
    return rows.map(({ sealed_token, sealed_refresh_token: refresh, ...pair }) => ({
      id: pair.id,
      fields: {
        sealed_token: { bytes: sealed_token, place: tokenPlace(pair) },
        ...(refresh === null ? {} : { sealed_refresh_token: { bytes: refresh, place: refreshTokenPlace(pair) } }),
      },
    }));
  },
  async write(database, id, keyId, columns) {
    await database.updateTable('pair').set(columns).where('id', '=', id).where('key_id', '=', keyId).execute();
  },
  async quarantine(context, database, id) {
    const row = await database
      .selectFrom('pair')
      .select(['id', 'app_id', 'auth_app_id'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await quarantinePair(context, database, row);
  },
};

const operations: SealedTable = {
  async read(database, keyId, after) {
    const rows = await database
      .selectFrom('operation')
      .select(['id', 'app_id', 'auth_app_id', 'sealed_response'])
      .where('key_id', '=', keyId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute();
    return rows.map(({ sealed_response: bytes, ...operation }) => ({
      id: operation.id,
      fields: bytes === null ? {} : { sealed_response: { bytes, place: responsePlace(operation) } },
    }));
  },
  async write(database, id, keyId, columns) {
    await database.updateTable('operation').set(columns).where('id', '=', id).where('key_id', '=', keyId).execute();
  },
  async quarantine(context, database, id) {
    await database.updateTable('operation').set({ quarantined: 1, key_id: null }).where('id', '=', id).execute();
    context.report({ kind: 'quarantined', message: 'a response in the journal does not open; it was set aside' });
  },
};

const inbox: SealedTable = {
  async read(database, keyId, after) {
    const rows = await database
      .selectFrom('inbox')
      .select(['id', 'app_id', 'sealed_body'])
      .where('key_id', '=', keyId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute();
    return rows.map(({ sealed_body: bytes, ...entry }) => ({
      id: entry.id,
      fields: bytes === null ? {} : { sealed_body: { bytes, place: bodyPlace(entry) } },
    }));
  },
  async write(database, id, keyId, columns) {
    await database.updateTable('inbox').set(columns).where('id', '=', id).where('key_id', '=', keyId).execute();
  },
  async quarantine(context, database, id) {
    await setAsideEntry(context, database, id);
    context.report({ kind: 'quarantined', message: 'an entry of the inbox does not open; it was set aside' });
  },
};

const instance: SealedTable = {
  async read(database, keyId, after) {
    if (after !== '') return [];
    const rows = await database.selectFrom('instance').selectAll().where('key_id', '=', keyId).execute();
    return rows.map(({ id, sealed_secret: bytes }) => ({
      id: String(id),
      fields: { sealed_secret: { bytes, place: secretPlace } },
    }));
  },
  async write(database, _, keyId, columns) {
    await database.updateTable('instance').set(columns).where('key_id', '=', keyId).execute();
  },
  async quarantine() {
    throw new Error("the database's own secret does not open");
  },
};

/** Everything that is sealed. */
export const sealedTables: readonly SealedTable[] = [pairs, operations, inbox, instance];
