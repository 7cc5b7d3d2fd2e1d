import type { VaultContext } from '../context/vault-context.js';

/** Something that was set aside because it does not open, or cannot be read; what it holds is kept as it is. */
export interface QuarantinedItem {
  /** A stored pair, or a response of Alipay in the journal. */
  readonly kind: 'pair' | 'response';
  readonly id: string;
  readonly appId: string;
  /** `null` for a response that brought several. */
  readonly authAppId: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** @param limit of pairs and of responses each */
export async function listQuarantine({ store }: VaultContext, limit: number): Promise<QuarantinedItem[]> {
  return store.read(async (database) => {
    const pairs = await database
      .selectFrom('pair')
      .select(['id', 'app_id', 'auth_app_id', 'quarantined_at'])
      .where('quarantined_at', '>', 0)
      .orderBy('quarantined_at')
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
    ];
  });
}
