import { createSecretKey, type KeyObject } from 'node:crypto';
import type { SealedTable } from '../companion/sealed-table.js';
import { VaultError } from '../errors/vault-error.js';
import { insertMissing } from '../store/insert-missing.js';
import type { MasterKeyRow } from '../store/schema.js';
import type { Store } from '../store/store.js';
import { checkValue, matchesCheckValue } from './check-value.js';
import { isKeyUsed } from './is-key-used.js';
import { keepCurrentKey } from './keep-current-key.js';
import { KeyRing } from './key-ring.js';
import type { ResolvedMasterKeys, WrappedMasterKeys } from './master-keys.js';
import type { RandomBytes } from './random-bytes.js';
import type { SealKey } from './sealed-text.js';

export interface KeyRingOptions {
  readonly store: Store;
  readonly masterKeys: ResolvedMasterKeys;
  readonly sealedTables: readonly SealedTable[];
  readonly random: RandomBytes;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Compares the keys that were given with those that sealed the database, and registers a new current one.
 *
 * @throws VaultError `wrong-key` when a key is not the one of that id, `missing-key` when one is needed and not given
 */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { store, masterKeys, sealedTables } = options;
  const rows = await readRows(store);
  const keys = new Map<string, SealKey>();
  for (const row of rows) {
    const key = await givenKey(masterKeys, row);
    if (key !== undefined) keys.set(row.id, { id: row.id, key: checked(row, key) });
    else if (await isKeyUsed(store, sealedTables, row.id)) throw missingKey(row.id);
  }
  const current = keys.get(masterKeys.current) ?? (await registerCurrent(options));
  keys.set(current.id, current);
  const keyRing = new KeyRing(withUnregistered(masterKeys, keys), current, options.random);
  await keepCurrentKey({ store, keyRing });
  return keyRing;
}

async function readRows(store: Store): Promise<MasterKeyRow[]> {
  return store.read((database) => database.selectFrom('master_key').selectAll().orderBy('id').execute());
}

async function givenKey(masterKeys: ResolvedMasterKeys, { id, wrapped }: MasterKeyRow): Promise<KeyObject | undefined> {
  if (masterKeys.kind === 'given') return masterKeys.keys.get(id);
  return wrapped === null ? undefined : unwrapKey(masterKeys, wrapped, id);
}

function checked({ id, check_value }: MasterKeyRow, key: KeyObject): KeyObject {
  if (matchesCheckValue(id, key, check_value)) return key;
  throw new VaultError('wrong-key', `masterKeys: the key "${id}" is not the one that sealed this database`);
}

async function registerCurrent({ store, masterKeys, random, now }: KeyRingOptions): Promise<SealKey> {
  const id = masterKeys.current;
  const made = masterKeys.kind === 'given' ? masterKeys.keys.get(id) : createSecretKey(random(32));
  if (made === undefined) throw missingKey(id);
  const wrapped = masterKeys.kind === 'wrapped' ? await wrapKey(masterKeys, made, id) : null;
  const row: MasterKeyRow = { id, check_value: checkValue(id, made), wrapped, created_at: now, retired_at: null };
  // Another process may have registered it first: what is stored counts. Only a read that locks is certain to see what the insert
  // came upon: MySQL can report a duplicate a moment before a plain read sees it.
  const stored = await store.write(async (database) => {
    await insertMissing(store, database, 'master_key', row);
    const query = database.selectFrom('master_key').selectAll().where('id', '=', id);
    return (store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
  });
  const key = await givenKey(masterKeys, stored);
  if (key === undefined) throw missingKey(id);
  return { id, key: checked(stored, key) };
}

/** Another process may register a key of ours later, and seal with it. */
function withUnregistered(masterKeys: ResolvedMasterKeys, keys: Map<string, SealKey>): Map<string, SealKey> {
  if (masterKeys.kind === 'wrapped') return keys;
  return new Map([...[...masterKeys.keys].map(([id, key]) => [id, { id, key }] as const), ...keys]);
}

const missingKey = (id: string) =>
  new VaultError('missing-key', `masterKeys: the key "${id}" sealed something in this database, and was not given`);

async function wrapKey({ wrap }: WrappedMasterKeys, key: KeyObject, id: string): Promise<Buffer> {
  const wrapped = await wrap(key.export(), id);
  if (!(wrapped instanceof Uint8Array) || wrapped.length === 0 || wrapped.length > 4096) {
    throw new TypeError('masterKeys.wrap: expected it to return 1 to 4,096 bytes');
  }
  return Buffer.from(wrapped);
}

async function unwrapKey({ unwrap }: WrappedMasterKeys, wrapped: Uint8Array, id: string): Promise<KeyObject> {
  const key = await unwrap(wrapped, id);
  if (!(key instanceof Uint8Array) || key.length !== 32) {
    throw new TypeError('masterKeys.unwrap: expected it to return the 32 bytes that were wrapped');
  }
  return createSecretKey(key);
}
