export { createEngine } from './create-engine.js';
export { DatabaseError, type DatabaseErrorCode, type DatabaseErrorKind, isDatabaseError } from './database-error.js';
export type { Engine, EngineOptions } from './engine.js';
export type {
  ColumnDefinition,
  ColumnKind,
  IndexDefinition,
  Migration,
  MigrationSet,
  TableDefinition,
} from './migrations/migration-set.js';
export { Store, type StoreOptions } from './store.js';
