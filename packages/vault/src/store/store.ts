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

/** Connects, and brings the tables up to this version. @throws VaultError TypeError */
export function openStore(options: Pick<StoreOptions, 'url' | 'connections'>): Promise<Store> {
  return DatabaseStore.open<VaultSchema>({ ...options, migrations: vaultMigrations, toError });
}

const codes: Readonly<Partial<Record<DatabaseErrorCode, VaultErrorCode>>> = {
  schema: 'schema',
  'newer-schema': 'newer-schema',
};

function toError(error: DatabaseError): VaultError {
  return new VaultError(codes[error.code] ?? 'database', error.message, { cause: error });
}
