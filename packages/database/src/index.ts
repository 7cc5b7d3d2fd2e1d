export type { QueryOf, ValueOf } from './compiled-queries.js';
export { createEngine } from './create-engine.js';
export {
  DatabaseError,
  type DatabaseErrorCode,
  type DatabaseErrorDetails,
  type DatabaseErrorKind,
  type DatabaseStep,
  isDatabaseError,
} from './database-error.js';
export type { DatabaseFile, DurabilityFinding, Engine, EngineOptions, TimeLimits } from './engine.js';
export type {
  ColumnDefinition,
  ColumnKind,
  IndexDefinition,
  Migration,
  MigrationSet,
  TableDefinition,
} from './migrations/migration-set.js';
export { Store, type StoreOptions } from './store.js';
export { unindexed } from './unindexed.js';
