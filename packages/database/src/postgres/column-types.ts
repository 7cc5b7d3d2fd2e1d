import { sql } from 'kysely';
import type { Engine } from '../engine.js';

export const columnTypes: Engine['columnTypes'] = {
  key: sql`varchar(64) collate "C"`,
  label: sql`varchar(255) collate "C"`,
  document: 'text',
  integer: 'bigint',
  bytes: 'bytea',
};
