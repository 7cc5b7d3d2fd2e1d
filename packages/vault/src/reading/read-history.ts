import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import type { OperationRow, PairRow } from '../store/schema.js';

/** A pair without its tokens; times in milliseconds since 1970. */
export interface PairHistory {
  readonly id: string;
  readonly source: PairRow['source'];
  /** Names its `app_auth_token` without telling it: a keyed hash. */
  readonly fingerprint: string;
  readonly obtainedAt: number;
  /** When Alipay issued it, at the latest. */
  readonly issuedAt: number;
  readonly refreshDeadline: number | null;
  readonly current: boolean;
  /** What Alipay last said about its token. */
  readonly verdict: 'valid' | 'invalid' | null;
  readonly quarantined: boolean;
}

/** An attempt to rotate. */
export interface OperationHistory {
  readonly id: string;
  readonly state: OperationRow['state'];
  readonly reason: string | null;
  readonly startedAt: number;
  readonly settledAt: number | null;
  /** Alipay's code, when it failed. */
  readonly failureCode: string | null;
  readonly traceId: string | null;
}

/** A link of the audit chain. */
export interface AuditHistory {
  readonly sequence: number;
  readonly at: number;
  readonly kind: string;
  readonly detail: unknown;
}

/** What happened to an authorization, newest first. */
export interface AuthorizationHistory {
  readonly pairs: readonly PairHistory[];
  readonly operations: readonly OperationHistory[];
  readonly audit: readonly AuditHistory[];
}

/** @param limit of each list */
export async function readHistory(
  { store }: VaultContext,
  { appId, authAppId }: AuthorizationKey,
  limit: number,
): Promise<AuthorizationHistory> {
  return store.read(async (database) => {
    const row = await database
      .selectFrom('authorization')
      .select('pair_id')
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .executeTakeFirst();
    const pairs = await database
      .selectFrom('pair')
      .select([
        'id',
        'source',
        'fingerprint',
        'obtained_at',
        'issue_before',
        'refresh_deadline',
        'verdict',
        'quarantined_at',
      ])
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .orderBy('issue_before', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    const operations = await database
      .selectFrom('operation')
      .select(['id', 'state', 'reason', 'started_at', 'settled_at', 'failure_code', 'trace_id'])
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    const audit = await database
      .selectFrom('audit')
      .select(['sequence', 'at', 'kind', 'detail'])
      .where('app_id', '=', appId)
      .where('auth_app_id', '=', authAppId)
      .orderBy('sequence', 'desc')
      .limit(limit)
      .execute();
    return {
      pairs: pairs.map((pair) => ({
        id: pair.id,
        source: pair.source,
        fingerprint: pair.fingerprint,
        obtainedAt: pair.obtained_at,
        issuedAt: pair.issue_before,
        refreshDeadline: pair.refresh_deadline,
        current: pair.id === row?.pair_id,
        verdict: pair.verdict,
        quarantined: pair.quarantined_at !== null,
      })),
      operations: operations.map((operation) => ({
        id: operation.id,
        state: operation.state,
        reason: operation.reason,
        startedAt: operation.started_at,
        settledAt: operation.settled_at,
        failureCode: operation.failure_code,
        traceId: operation.trace_id,
      })),
      audit: audit.map(({ detail, ...entry }) => ({ ...entry, detail: JSON.parse(detail) })),
    };
  });
}
