import type { MigrationSet } from '@lingpai/database';
import { firstTables } from './0001-first-tables.js';

/** The whole history of the vault's tables. */
export const vaultMigrations: MigrationSet = { name: 'vault', migrations: [firstTables] };
