import { unindexed } from '@lingpai/database';
import type { VaultContext } from '../context/vault-context.js';
import { checkNumber } from '../options/check-options.js';

/** What `quarantine` takes. */
export interface QuarantineOptions {
  /** Only what belongs to these applications; everything in the database by default. */
  readonly appIds?: readonly string[] | undefined;
  /** Of each kind, 1 to 1,000; 100 by default. */
  readonly limit?: number | undefined;
}

/** Something that was set aside because it does not open, or cannot be read. What it holds is kept as it is. */
export interface QuarantinedItem {
  /** A stored pair, a response of Alipay in the journal, a code or notification in the inbox, or an event. */
  readonly kind: 'pair' | 'response' | 'entry' | 'event';
  readonly id: string;
  readonly appId: string;
  /** `null` for a response that brought several, for an entry, and for an event about an application. */
  readonly authAppId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** @throws TypeError naming the option that is wrong */
export async function listQuarantine(
  { store }: VaultContext,
  { appIds, limit = 100 }: QuarantineOptions,
): Promise<QuarantinedItem[]> {
  checkNumber(limit, 'limit', 1, 1_000);
  // Not every engine takes an empty list; no application has an empty id.
  const named = ['', ...(appIds ?? [])];
  const isNarrow = appIds !== undefined;
  return store.read(async (database) => {
    const pairs = await database
      .selectFrom('pair')
      .select(['id', 'app_id', 'auth_app_id', 'quarantined_at'])
      .where('quarantined_at', '>', 0)
      .orderBy('quarantined_at')
      .$if(isNarrow, (query) => query.where((where) => where(unindexed(where, 'app_id'), 'in', named)))
      .limit(limit)
      .execute();
    const responses = await database
      .selectFrom('operation')
      .select(['id', 'app_id', 'auth_app_id', 'started_at', 'settled_at'])
      // What is set aside keeps its sealed response, as little else does.
      .where('key_id', '>', '')
      .where('quarantined', '>', 0)
      .orderBy('key_id')
      .orderBy('id')
      .$if(isNarrow, (query) => query.where((where) => where(unindexed(where, 'app_id'), 'in', named)))
      .limit(limit)
      .execute();
    const entries = await database
      .selectFrom('inbox')
      .select(['id', 'app_id', 'received_at', 'settled_at'])
      .where('state', '=', 'failed')
      .where('problem', '=', 'unreadable')
      .orderBy('id')
      .$if(isNarrow, (query) => query.where((where) => where(unindexed(where, 'app_id'), 'in', named)))
      .limit(limit)
      .execute();
    const events = await database
      .selectFrom('outbox')
      .select(['id', 'app_id', 'auth_app_id', 'due_at'])
      .where('state', '=', 'set-aside')
      .orderBy('due_at')
      .$if(isNarrow, (query) => query.where((where) => where(unindexed(where, 'app_id'), 'in', named)))
      .limit(limit)
      .execute();
    return [
      ...pairs.map((row) => ({
        kind: 'pair' as const,
        id: row.id,
        appId: row.app_id,
        authAppId: row.auth_app_id,
        at: row.quarantined_at ?? 0,
      })),
      ...responses.map((row) => ({
        kind: 'response' as const,
        id: row.id,
        appId: row.app_id,
        authAppId: row.auth_app_id,
        at: row.settled_at ?? row.started_at,
      })),
      ...entries.map((row) => ({
        kind: 'entry' as const,
        id: row.id,
        appId: row.app_id,
        authAppId: null,
        at: row.settled_at ?? row.received_at,
      })),
      ...events.map((row) => ({
        kind: 'event' as const,
        id: row.id,
        appId: row.app_id,
        authAppId: row.auth_app_id === '' ? null : row.auth_app_id,
        at: row.due_at,
      })),
    ];
  });
}
