import { sql } from 'kysely';
import type { SealedRow, SealedTable as VaultSealedTable } from '../maintenance/sealed-tables.js';
import type { Database } from '../store/engine.js';
import { companionPlace } from './seal-text.js';
import type { SealedTable } from './sealed-table.js';

const page = 200;

/** A table of another migration set, for `reseal`. */
export function companionTable(definition: SealedTable): VaultSealedTable {
  const { table, key, sealed, keyId } = definition;
  return {
    async read(database, currentKeyId, after) {
      const { rows } = await sql<Record<string, unknown>>`
        select ${sql.join([sql.ref(key), ...sealed.map((name) => sql.ref(name))])} from ${sql.table(table)}
        where ${sql.ref(keyId)} = ${currentKeyId} and ${sql.ref(key)} > ${after}
        order by ${sql.ref(key)} limit ${sql.lit(page)}`.execute(database);
      return rows.map((row) => sealedRow(definition, row));
    },
    async write(database, id, oldKeyId, { key_id, ...columns }) {
      const set = { ...columns, [keyId]: key_id };
      await sql`
        update ${sql.table(table)}
        set ${sql.join(Object.entries(set).map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}
        where ${sql.ref(key)} = ${id} and ${sql.ref(keyId)} = ${oldKeyId}`.execute(database);
    },
    async quarantine(context, _database, id) {
      context.report({
        kind: 'quarantined',
        message: `a sealed text of "${table}" does not open; replace the row "${id}"`,
      });
    },
  };
}

/** Whether a row of the table is sealed with this key. */
export async function isKeyUsedIn(database: Database, { table, keyId }: SealedTable, id: string): Promise<boolean> {
  const { rows } = await sql`
    select ${sql.ref(keyId)} from ${sql.table(table)} where ${sql.ref(keyId)} = ${id} limit 1`.execute(database);
  return rows.length > 0;
}

function sealedRow(definition: SealedTable, row: Record<string, unknown>): SealedRow {
  const id = String(row[definition.key]);
  const fields: Record<string, SealedRow['fields'][string]> = {};
  for (const field of definition.sealed) {
    const bytes = row[field];
    if (bytes instanceof Uint8Array) fields[field] = { bytes, place: companionPlace(definition, id, field) };
  }
  return { id, fields };
}
