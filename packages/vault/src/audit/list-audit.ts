import type { VaultContext } from '../context/vault-context.js';
import { checkNumber } from '../options/check-options.js';
import type { AuditHistory } from '../reading/read-history.js';

/** What `auditTrail` takes: which chain, and where to begin. */
export interface AuditListOptions {
  /** The application; without it, the chain is that of the vault. */
  readonly appId?: string | undefined;
  /** The merchant application, with `appId`; without it, the chain is that of the application. */
  readonly authAppId?: string | undefined;
  /** Only links before the one with this `sequence`: goes on where an earlier list ended. */
  readonly before?: number | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

/** Pages of the links of one chain, newest first. @throws TypeError naming the option that is wrong */
export async function* listAudit(
  { store }: VaultContext,
  { appId, authAppId, before = Number.MAX_SAFE_INTEGER, pageSize = 100 }: AuditListOptions,
): AsyncGenerator<AuditHistory[], void, undefined> {
  checkNumber(pageSize, 'pageSize', 1, 1_000);
  checkNumber(before, 'before', 0);
  if (appId === undefined && authAppId !== undefined) throw new TypeError('authAppId: expected it together with appId');
  for (let last = before; ; ) {
    const end = last;
    const rows = await store.read((database) =>
      database
        .selectFrom('audit')
        .select(['sequence', 'at', 'kind', 'detail'])
        .where('app_id', '=', appId ?? '')
        .where('auth_app_id', '=', authAppId ?? '')
        .where('sequence', '<', end)
        .orderBy('sequence', 'desc')
        .limit(pageSize)
        .execute(),
    );
    if (rows.length > 0) yield rows.map(({ detail, ...link }) => ({ ...link, detail: JSON.parse(detail) }));
    const oldest = rows.at(-1);
    if (oldest === undefined || rows.length < pageSize) return;
    last = oldest.sequence;
  }
}
