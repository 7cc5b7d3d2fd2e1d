import { checkMembers, describe } from '../options/check-options.js';

/**
 * A table of another migration set in the vault's database, whose texts `Vault.seal` sealed. `reseal` seals them anew, and
 * a master key that seals one of them counts as used.
 */
export interface SealedTable {
  readonly table: string;
  /** The primary key: one column of text. */
  readonly key: string;
  /** The columns with what `Vault.seal` returned; a `null` among them is left alone. */
  readonly sealed: readonly string[];
  /** The column with the id of the master key. */
  readonly keyId: string;
}

const name = /^[a-z][a-z0-9_]{0,63}$/;

/** @throws TypeError naming the member that is wrong */
export function checkSealedTables(tables: readonly SealedTable[] | undefined): readonly SealedTable[] {
  if (tables === undefined) return [];
  if (!Array.isArray(tables)) throw new TypeError(`sealedTables: expected a list, found ${describe(tables)}`);
  return Object.freeze(
    tables.map((table, index) => {
      const path = `sealedTables[${index}]`;
      checkMembers<SealedTable>(table, path, { table: true, key: true, sealed: true, keyId: true });
      for (const member of ['table', 'key', 'keyId'] as const) checkName(table[member], `${path}.${member}`);
      if (!Array.isArray(table.sealed) || table.sealed.length === 0) {
        throw new TypeError(`${path}.sealed: expected the names of columns`);
      }
      for (const [column, value] of table.sealed.entries()) checkName(value, `${path}.sealed[${column}]`);
      return Object.freeze({ ...table, sealed: Object.freeze([...table.sealed]) });
    }),
  );
}

function checkName(value: unknown, path: string): void {
  if (typeof value !== 'string' || !name.test(value)) {
    throw new TypeError(`${path}: expected the name of a table or column, in lower case`);
  }
}
