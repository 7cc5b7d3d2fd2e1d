import type { SelectQueryBuilder } from 'kysely';
import type { HubSettings } from '../config/settings-schema.js';
import type { HubContext } from './hub-context.js';
import { firstIdAt } from './new-id.js';

export type RetentionKind = keyof HubSettings['retention'];

/** What one batch brought. */
export interface Erased {
  readonly rows: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** History that is kept for as long as the settings say. */
export interface Retention {
  readonly kind: RetentionKind;
  /** Erases a batch of what is older. Other nodes may do the same at the same time. */
  readonly erase: () => Promise<Erased>;
  /** How much is older now. */
  readonly count: () => Promise<number>;
}

export const nothing: Erased = Object.freeze({ rows: 0, more: false });

const day = 86_400_000;

/** The instant before which something is too old; `undefined` when it is kept for ever. */
export function cutoffOf({ settings, clock }: HubContext, kind: RetentionKind): number | undefined {
  const days = settings.retention[kind];
  return days === 'forever' ? undefined : clock() - days * day;
}

/** The least id of what is kept, where ids begin with a prefix and the time; `undefined` when all is kept. */
export function firstKeptId(context: HubContext, kind: RetentionKind, prefix: string): string | undefined {
  const before = cutoffOf(context, kind);
  return before === undefined ? undefined : firstIdAt(prefix, before);
}

/** How many rows a query without columns finds. */
export async function countRows<Schema, Table extends keyof Schema, Row>(
  query: SelectQueryBuilder<Schema, Table, Row>,
): Promise<number> {
  const row = await query.select(({ fn }) => fn.countAll().as('count')).executeTakeFirst();
  return Number(Object(row).count);
}
