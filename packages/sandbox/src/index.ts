export type { RotatedCertificate } from './applications/alipay-identity.js';
export type { ApplicationCredentials, ApplicationMode, NewApplication } from './applications/application.js';
export type { ApplicationChanges, NewAddresses } from './applications/application-addresses.js';
export type { Consent, ConsentResponse } from './consent/consent.js';
export { type Fault, type FaultEffect, faultEffects, type NewFault } from './faults/fault.js';
export type { JournalEntry, JournalRefusal, JournalResponse } from './journal/request-journal.js';
export type { MerchantApplication } from './lifecycle/authorization.js';
export type {
  ApplicationSnapshot,
  AuthorizationSnapshot,
  CodeSnapshot,
  PairSnapshot,
  StateSnapshot,
} from './lifecycle/state-snapshot.js';
export type { Merchant, NewMerchant, OwnedApplication } from './merchants/merchant.js';
export type { MessageResponse, NewMessage } from './notifications/message-notification.js';
export type { NotificationAttempt, NotificationSnapshot, NotificationStatus } from './notifications/notification.js';
export {
  type NewNotificationFault,
  type NotificationFault,
  type NotificationFaultEffect,
  notificationFaultEffects,
} from './notifications/notification-fault.js';
export { type NotificationKind, notificationKinds } from './notifications/notification-kind.js';
export type { Sandbox, SandboxOptions } from './sandbox.js';
export { SandboxError, type SandboxErrorCode } from './sandbox-error.js';
export type { NewServiceOrder, ServiceOrderResponse } from './service-market/service-order.js';
export type { RandomSource } from './settings/random-source.js';
export { defaultSettings, type SandboxSettings } from './settings/sandbox-settings.js';
export { type RunningSandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.js';
export type { Stub, StubInForce } from './stubs/stub.js';
export type { RefundSnapshot, TradeSnapshot, TradeStatus } from './trades/trade.js';
export type { TransferSnapshot, TransferStatus } from './transfers/transfer.js';
