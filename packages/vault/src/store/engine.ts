import type { Kysely } from 'kysely';
import type { VaultSchema } from './schema.js';

/** Queries, inside or outside of a transaction. */
export type Database = Kysely<VaultSchema>;
