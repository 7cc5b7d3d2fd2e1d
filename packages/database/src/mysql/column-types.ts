import { sql } from 'kysely';
import type { Engine } from '../engine.js';

export const columnTypes: Engine['columnTypes'] = {
  // ASCII would be refused a comparison with any other text.
  key: sql`varchar(64) character set utf8mb4 collate utf8mb4_bin`,
  label: sql`varchar(255) character set utf8mb4 collate utf8mb4_bin`,
  document: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
  integer: 'bigint',
  bytes: sql`longblob`,
};
