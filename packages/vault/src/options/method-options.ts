import type { AuditListOptions } from '../audit/list-audit.js';
import type { VerifyAuditOptions } from '../audit/verify-audit.js';
import type { ConsentLinkOptions } from '../consent/consent-link.js';
import type { InviteOptions } from '../consent/invite-merchant.js';
import type { EventListOptions } from '../events/list-events.js';
import type { RedeemOptions } from '../inbox/stage-code.js';
import type { OperationCountOptions } from '../journal/count-operations.js';
import type { OperationListOptions } from '../journal/list-operations.js';
import type { QuarantineOptions } from '../maintenance/list-quarantine.js';
import type { PruneOptions } from '../maintenance/prune.js';
import type { ResealOptions } from '../maintenance/reseal.js';
import type { OrderListOptions } from '../orders/list-orders.js';
import type { MerchantCall } from '../reading/forward-for-merchant.js';
import type { ListOptions } from '../reading/list-authorizations.js';
import type { SearchOptions } from '../reading/search-authorizations.js';
import type { CountOptions } from '../status/count-authorizations.js';
import type { ExportOptions } from '../transfer/export-vault.js';
import type { ImportOptions } from '../transfer/import-vault.js';
import { checkMembers, describe, type OptionNames } from './check-options.js';

/** What `rotate` takes with the key. */
export interface RotateOptions {
  /** For the history, up to 200 characters; `asked` by default. */
  readonly reason?: string | undefined;
}

/** What `assign` takes with the key. */
export interface AssignOptions {
  /** Your own identifier of the merchant, up to 200 characters. */
  readonly reference: string;
}

/** What `history` takes. */
export interface LimitOptions {
  /** Of each list; 100 by default, 1,000 at most. */
  readonly limit?: number | undefined;
}

/** What `backup` takes. */
export interface BackupOptions {
  /** The file to write. It must not exist yet. */
  readonly to: string;
}

interface MethodOptions {
  readonly search: SearchOptions;
  readonly operations: OperationListOptions;
  readonly auditTrail: AuditListOptions;
  readonly verifyAudit: VerifyAuditOptions;
  readonly quarantine: QuarantineOptions;
  readonly counts: CountOptions;
  readonly countOperations: OperationCountOptions;
  readonly consentLink: ConsentLinkOptions;
  readonly invite: InviteOptions;
  readonly redeem: RedeemOptions;
  readonly rotate: RotateOptions;
  readonly forward: MerchantCall;
  readonly assign: AssignOptions;
  readonly limit: LimitOptions;
  readonly list: ListOptions;
  readonly orders: OrderListOptions;
  readonly events: EventListOptions;
  readonly reseal: ResealOptions;
  readonly prune: PruneOptions;
  readonly export: ExportOptions;
  readonly backup: BackupOptions;
  readonly import: ImportOptions;
}

const names: { readonly [method in keyof MethodOptions]: OptionNames<MethodOptions[method]> } = {
  consentLink: { appId: true, form: true, redirectUri: true, kinds: true, reference: true, validFor: true },
  invite: { redirectUri: true, reference: true, validFor: true },
  redeem: { appId: true, code: true, state: true, reference: true },
  rotate: { reason: true },
  forward: { send: true, method: true },
  assign: { reference: true },
  limit: { limit: true },
  list: {
    appId: true,
    state: true,
    reason: true,
    kind: true,
    unassigned: true,
    dueBefore: true,
    userId: true,
    reference: true,
    lacking: true,
    after: true,
    pageSize: true,
  },
  search: { text: true, appIds: true, limit: true },
  operations: { appIds: true, authAppId: true, kind: true, state: true, before: true, since: true, pageSize: true },
  auditTrail: { appId: true, authAppId: true, before: true, pageSize: true },
  counts: { appIds: true, from: true, width: true, buckets: true },
  countOperations: { from: true, to: true },
  quarantine: { appIds: true, limit: true },
  orders: { appId: true, appIds: true, authAppId: true, userId: true, unmatched: true, after: true, pageSize: true },
  events: { appId: true, authAppId: true, from: true, to: true, pageSize: true },
  verifyAudit: { onProgress: true, signal: true },
  reseal: { onProgress: true, signal: true },
  prune: { dryRun: true, onProgress: true },
  export: { to: true, onProgress: true, signal: true },
  backup: { to: true },
  import: { from: true, dryRun: true, onProgress: true },
};

/** @throws TypeError naming what is wrong with the options of a method */
export function checkCall<M extends keyof MethodOptions>(method: M, options: MethodOptions[M]): MethodOptions[M] {
  checkMembers<MethodOptions[M] & object>(options, '', names[method]);
  return options;
}

/**
 * Checks what a callback's query gave.
 *
 * @throws TypeError saying what a missing code or state means
 */
export function checkRedeem(options: RedeemOptions): RedeemOptions {
  const { code, state }: { readonly code: unknown; readonly state?: unknown } = checkCall('redeem', options);
  if (typeof code !== 'string' || code === '') {
    throw new TypeError(
      `code: expected the redirect's app_auth_code, found ${describe(code)}; ` +
        'a redirect without a code means that the merchant declined, and there is nothing to redeem',
    );
  }
  if (state !== undefined && (typeof state !== 'string' || state === '')) {
    throw new TypeError(
      `state: expected the redirect's state, found ${describe(state)}; ` +
        'when the redirect has none, leave it out: the authorization is then unassigned',
    );
  }
  return options;
}

/** @throws TypeError */
export function checkLimit(options: LimitOptions): number {
  const { limit = 100 } = checkCall('limit', options);
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new TypeError('limit: expected a whole number, 1 to 1,000');
}
