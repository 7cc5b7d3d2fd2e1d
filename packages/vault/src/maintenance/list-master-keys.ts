import type { VaultContext } from '../context/vault-context.js';
import { isKeyUsed } from '../seal/is-key-used.js';

/** A master key that sealed something at some time, or that this process was given. */
export interface MasterKeyInfo {
  readonly id: string;
  /** Whether this process seals with it. */
  readonly isCurrent: boolean;
  /** Whether this process was given it. */
  readonly isGiven: boolean;
  /** Whether something in the database is sealed with it. */
  readonly isUsed: boolean;
  /** When it first became a current one; `null` when it never was. */
  readonly createdAt: number | null;
}

/** In the order of their ids. @throws VaultError `database` */
export async function listMasterKeys({ store, sealedTables, keyRing }: VaultContext): Promise<MasterKeyInfo[]> {
  const rows = await store.read((database) => database.selectFrom('master_key').select(['id', 'created_at']).execute());
  const createdAt = new Map(rows.map(({ id, created_at }) => [id, created_at]));
  const ids = [...new Set([...createdAt.keys(), ...keyRing.ids])].sort();
  const keys: MasterKeyInfo[] = [];
  for (const id of ids) {
    keys.push({
      id,
      isCurrent: id === keyRing.currentId,
      isGiven: keyRing.has(id),
      isUsed: await isKeyUsed(store, sealedTables, id),
      createdAt: createdAt.get(id) ?? null,
    });
  }
  return keys;
}
