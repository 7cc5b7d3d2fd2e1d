import type { VaultContext } from '../context/vault-context.js';

/** Something that was set aside because it does not open, or cannot be read; what it holds is kept as it is. */
export interface QuarantinedItem {
  /** A stored pair, or an answer of Alipay in the journal. */
  readonly kind: 'pair' | 'answer';
  readonly id: string;
  readonly appId: string;
  /** `null` for an answer that brought several. */
  readonly authAppId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** @param limit of pairs and of answers each */
export async function listQuarantine({ store }: VaultContext, limit: number): Promise<QuarantinedItem[]> {
  return store.read(async (database) => {
    const pairs = await database
      .selectFrom('pair')
      .select(['id', 'app_id', 'auth_app_id', 'quarantined_at'])
      .where('quarantined_at', '>', 0)
      .orderBy('quarantined_at')
      .limit(limit)
      .execute();
    const answers = await database
      .selectFrom('operation')
      .select(['id', 'app_id', 'auth_app_id', 'started_at', 'settled_at'])
      // What is set aside keeps its sealed answer, as little else does.
      .where('key_id', '>', '')
      .where('quarantined', '>', 0)
      .orderBy('key_id')
      .orderBy('id')
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
      ...answers.map((row) => ({
        kind: 'answer' as const,
        id: row.id,
        appId: row.app_id,
        authAppId: row.auth_app_id,
        at: row.settled_at ?? row.started_at,
      })),
    ];
  });
}
