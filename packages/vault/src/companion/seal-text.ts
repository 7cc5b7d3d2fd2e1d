import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { checkMembers, checkText, describe } from '../options/check-options.js';
import type { SealedColumns } from '../seal/key-ring.js';
import type { SealPlace } from '../seal/sealed-text.js';
import type { SealedTable } from './sealed-table.js';

/** Where a sealed text is stored. It opens nowhere else. */
export interface SealedField {
  /** One of `sealedTables`. */
  readonly table: string;
  /** The row's primary key. */
  readonly row: string;
  /** One of the table's sealed columns. */
  readonly field: string;
}

type SealContext = Pick<VaultContext, 'keyRing' | 'sealedTables'>;

/** @throws TypeError when the place is none of `sealedTables` */
export function sealCompanion(context: SealContext, text: string, field: SealedField): SealedColumns {
  if (typeof text !== 'string') throw new TypeError(`text: expected text, found ${describe(text)}`);
  return context.keyRing.seal(text, placeOf(context, field));
}

/** @throws TypeError when the place is none of `sealedTables` @throws VaultError `unreadable`, `missing-key` */
export function unsealCompanion(context: SealContext, sealed: SealedColumns, field: SealedField): string {
  checkMembers<SealedColumns>(sealed, 'sealed', { bytes: true, keyId: true });
  if (!(sealed.bytes instanceof Uint8Array)) throw new TypeError('sealed.bytes: expected bytes');
  checkText(sealed.keyId, 'sealed.keyId', 'the id of a master key');
  const opened = context.keyRing.open(sealed, placeOf(context, field));
  if (opened.ok) return opened.text;
  throw new VaultError('unreadable', `${field.table}.${field.field}: the sealed text does not open`);
}

function placeOf({ sealedTables }: SealContext, field: SealedField): SealPlace {
  checkMembers<SealedField>(field, 'field', { table: true, row: true, field: true });
  const table = sealedTables.find((one) => one.table === field.table);
  if (table === undefined) throw new TypeError('field.table: expected one of sealedTables');
  if (!table.sealed.includes(field.field)) throw new TypeError('field.field: expected a sealed column of the table');
  return companionPlace(table, checkText(field.row, 'field.row', "the row's key"), field.field);
}

/** Companion tables have no owner: no table of the vault has the same place. */
export const companionPlace = ({ table }: SealedTable, row: string, field: string): SealPlace => ({
  owner: ['companion'],
  table,
  row,
  field,
});
