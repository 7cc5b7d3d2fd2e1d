export type { AuditVerification, BrokenChain } from './audit/verify-audit.js';
export { type KillPoint, type KillPointHook, killPoints } from './clock/kill-point.js';
export type { ConsentLink, ConsentLinkOptions } from './consent/consent-link.js';
export type { InviteOptions, MerchantInvite } from './consent/invite-merchant.js';
export type { RotationPolicy } from './context/application.js';
export type { ReportHook, ReportKind, VaultReport } from './context/report.js';
export { isVaultError, VaultError, type VaultErrorCode, type VaultErrorDetails } from './errors/vault-error.js';
export type { EventDelivery, EventHandler } from './events/event-deliveries.js';
export type { EventListOptions } from './events/list-events.js';
export type { EventReason, VaultEvent, VaultEventType } from './events/vault-event.js';
export type {
  CallbackContext,
  VaultHandlerOptions,
  VaultNotificationContext,
  VaultNotificationHandler,
  VaultNotificationHandlers,
} from './handler/vault-handler-options.js';
export type { RedeemOptions } from './inbox/stage-code.js';
export type { QuarantinedItem } from './maintenance/list-quarantine.js';
export type { ResealOptions, ResealProgress, ResealResult } from './maintenance/reseal.js';
export type { NotificationResponse } from './notifications/receive-notification.js';
export { openVault } from './open-vault.js';
export type { AssignOptions, BackupOptions, LimitOptions, RotateOptions } from './options/method-options.js';
export type { RetentionOptions, RetentionPeriod } from './options/retention-options.js';
export type { ApplicationOptions, VaultOptions } from './options/vault-options.js';
export type { Authorization } from './reading/authorization.js';
export type { ListOptions } from './reading/list-authorizations.js';
export type { MerchantToken } from './reading/merchant-token.js';
export type {
  AuditHistory,
  AuthorizationHistory,
  OperationHistory,
  PairHistory,
} from './reading/read-history.js';
export type { CallbackRefusal, CallbackResult } from './redemption/receive-callback.js';
export type { GivenMasterKeys, MasterKeys, WrappedMasterKeys } from './seal/master-keys.js';
export type { AttentionReason, AuthorizationState } from './store/schema.js';
export type { ExportOptions, ExportResult } from './transfer/export-vault.js';
export type { ImportOptions, ImportResult } from './transfer/import-vault.js';
export type { ImportRecord } from './transfer/transfer-record.js';
export type { Vault } from './vault.js';
export type { RunningVault } from './workers/start-workers.js';
