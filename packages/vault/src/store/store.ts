import {
  type DatabaseError,
  type DatabaseErrorCode,
  Store as DatabaseStore,
  type StoreOptions,
} from '@lingpai/database';
import { VaultError, type VaultErrorCode } from '../errors/vault-error.js';
import { vaultMigrations } from './migrations/vault-migrations.js';
import type { VaultSchema } from './schema.js';

/** The vault's tables. */
export type Store = DatabaseStore<VaultSchema>;

/** What the vault's options say of its database. */
export type VaultStoreOptions = Omit<StoreOptions, 'migrations' | 'toError'>;

/** Connects, and brings the tables up to this version. @throws VaultError TypeError */
export function openStore(options: VaultStoreOptions): Promise<Store> {
  return DatabaseStore.open<VaultSchema>({ ...options, migrations: vaultMigrations, toError });
}

/** Everything else is `database`. */
const codes: Readonly<Partial<Record<DatabaseErrorCode, VaultErrorCode>>> = {
  schema: 'schema',
  'newer-schema': 'newer-schema',
  'foreign-file': 'foreign-file',
  replaced: 'database-replaced',
  'weak-durability': 'weak-durability',
  file: 'file',
};

function toError(error: DatabaseError): VaultError {
  return new VaultError(codes[error.code] ?? 'database', error.message, { cause: error });
}
