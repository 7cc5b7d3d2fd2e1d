import type { ColumnDefinition, ColumnKind } from '@lingpai/database';

/** Columns of one kind; a name with `?` may be null. */
export const columns = (kind: ColumnKind, ...names: string[]): ColumnDefinition[] =>
  names.map((name) => (name.endsWith('?') ? { name: name.slice(0, -1), kind, nullable: true } : { name, kind }));
