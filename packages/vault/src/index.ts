export type { ApplicationInfo } from './application/application-info.js';
export type { AuditListOptions } from './audit/list-audit.js';
export type { AuditVerification, BrokenChain, VerifyAuditOptions } from './audit/verify-audit.js';
export { type KillPoint, type KillPointHook, killPoints } from './clock/kill-point.js';
export type { AuditRecord } from './companion/record-audit.js';
export type { SealedField } from './companion/seal-text.js';
export type { SealedTable } from './companion/sealed-table.js';
export type { ConsentLink, ConsentLinkOptions } from './consent/consent-link.js';
export type { InviteOptions, MerchantInvite } from './consent/invite-merchant.js';
export type { RotationPolicy } from './context/application.js';
export type { ReportHook, ReportKind, VaultReport } from './context/report.js';
export { isVaultError, VaultError, type VaultErrorCode, type VaultErrorDetails } from './errors/vault-error.js';
export type { EventDelivery, EventHandler } from './events/event-deliveries.js';
export type { EventListOptions } from './events/list-events.js';
export type { EventOrder, EventReason, VaultEvent, VaultEventType } from './events/vault-event.js';
export type { NotificationDelivery } from './handler/delivery-observer.js';
export type {
  CallbackContext,
  VaultHandlerOptions,
  VaultNotificationContext,
  VaultNotificationHandler,
  VaultNotificationHandlers,
} from './handler/vault-handler-options.js';
export type { RedeemOptions } from './inbox/stage-code.js';
export type { OperationCount, OperationCountOptions } from './journal/count-operations.js';
export type { Operation, OperationListOptions } from './journal/list-operations.js';
export type { QuarantinedItem, QuarantineOptions } from './maintenance/list-quarantine.js';
export type { PruneOptions, PruneResult } from './maintenance/prune.js';
export type { ResealOptions, ResealProgress, ResealResult } from './maintenance/reseal.js';
export type { CanCall } from './methods/can-call.js';
export type { NotificationResponse } from './notifications/receive-notification.js';
export { openVault } from './open-vault.js';
export type { AssignOptions, BackupOptions, LimitOptions, RotateOptions } from './options/method-options.js';
export type { RetentionOptions, RetentionPeriod } from './options/retention-options.js';
export type { ApplicationOptions, VaultOptions } from './options/vault-options.js';
export type { AssignTarget } from './orders/find-assignable.js';
export type { OrderListOptions } from './orders/list-orders.js';
export type { ServiceOrder } from './orders/service-order.js';
export type { Authorization } from './reading/authorization.js';
export type { MerchantCall, MerchantResponse } from './reading/forward-for-merchant.js';
export type { ListOptions } from './reading/list-authorizations.js';
export type { MerchantToken } from './reading/merchant-token.js';
export type {
  AuditHistory,
  AuthorizationHistory,
  OperationHistory,
  PairHistory,
} from './reading/read-history.js';
export type { SearchOptions } from './reading/search-authorizations.js';
export type { CallbackRefusal, CallbackResult } from './redemption/receive-callback.js';
export type { SealedColumns } from './seal/key-ring.js';
export type { GivenMasterKeys, MasterKeys, WrappedMasterKeys } from './seal/master-keys.js';
export type { AuthorizationCounts, CountOptions } from './status/count-authorizations.js';
export {
  type ApplicationStatus,
  type Backlog,
  deadlineDays,
  type StateCount,
  type VaultStatus,
} from './status/vault-status.js';
export type { AttentionReason, AuthorizationState } from './store/schema.js';
export type { ExportOptions, ExportResult } from './transfer/export-vault.js';
export type { ImportOptions, ImportResult } from './transfer/import-vault.js';
export type { ImportRecord } from './transfer/transfer-record.js';
export type { Vault } from './vault.js';
export type { RunningVault } from './workers/start-workers.js';
