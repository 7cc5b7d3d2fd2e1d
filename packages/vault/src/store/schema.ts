import type { Contest } from '../ordering/standing.js';

/** The tables as the engine's drivers hand them over; times are milliseconds since 1970, flags 0 or 1. */
export interface VaultSchema {
  readonly authorization: AuthorizationRow;
  readonly pair: PairRow;
  readonly operation: OperationRow;
  readonly inbox: InboxRow;
  readonly service_order: OrderRow;
  readonly method_set: MethodSetRow;
  readonly method_set_member: MethodSetMemberRow;
  readonly outbox: OutboxRow;
  readonly audit: AuditRow;
  readonly audit_checkpoint: AuditCheckpointRow;
  readonly tombstone: TombstoneRow;
  readonly application: ApplicationRow;
  readonly master_key: MasterKeyRow;
  readonly instance: InstanceRow;
}

/** The heads of an authorization's (an application's, the vault's) event stream and audit chain. */
export interface ChainHead {
  audit_sequence: number;
  audit_hash: string;
}

export interface StreamHead extends ChainHead {
  event_sequence: number;
}

/** `cancelled`: by the merchant. `deactivated`: by us; at Alipay it still exists. */
export type AuthorizationState = 'active' | 'attention' | 'cancelled' | 'deactivated';
export type AttentionReason = 'cannot-rotate' | 'permission-missing' | 'needs-reauthorization';

export interface AuthorizationRow extends StreamHead {
  app_id: string;
  auth_app_id: string;
  user_id: string | null;
  state: AuthorizationState;
  reason: AttentionReason | null;
  /** The current pair. */
  pair_id: string | null;
  /** The grant that the current pair belongs to: the id of the grant's first pair. */
  grant_id: string | null;
  /** Counts changes of the current pair and of the state. */
  generation: number;
  /** What only Alipay can tell: which pair is the newest, or whether a cancellation ended it. */
  contested: Contest | null;
  /** The epoch of the database in which Alipay last confirmed it; see `instance.epoch`. */
  epoch: number;
  grant_after: number | null;
  grant_before: number | null;
  issued_at: number | null;
  refresh_deadline: number | null;
  /** The application's count of deactivations when this one was deactivated last; 0 when it never was. */
  deactivation: number;
  /** When the merchant cancelled last, by Alipay's clock. */
  cancelled_at: number | null;
  /** When to rotate next. */
  due_at: number | null;
  /** The rotation policy that it was scheduled by, as JSON. */
  due_policy: string | null;
  /** Rotations that failed since the last that did not. */
  attempts: number;
  alert_at: number | null;
  probe_at: number | null;
  /** The operation that may rotate it, until `lease_until` by the database's clock. */
  lease_owner: string | null;
  lease_until: number | null;
  /** Until then, by the database's clock, the rotation that brought the current pair is the result of further ones. */
  rotated_until: number | null;
  /** 0 while nobody said what it is for. */
  assigned: number;
  reference: string | null;
  /** What gave the reference, by the application's count of codes and assignments; 0 for nothing, or an import. */
  reference_sequence: number;
  /** When that was received, by our clock. */
  referenced_at: number | null;
  /** The kinds that a consent link of the merchant's asked for, with commas in between. */
  requested_kinds: string | null;
  /** The code that gave the kinds, by the same count. */
  kinds_sequence: number;
  /** What led to the current grant, and the number that Alipay gave it: its notification's. */
  grant_trigger: string | null;
  out_biz_no: string | null;
  /** The newest order that it was matched with, and the order's mark. */
  order_id: string | null;
  isv_ticket: string | null;
  /** What the current grant permits, as Alipay said last; `null` until it has. */
  method_set: string | null;
  /** When Alipay said so, by our clock; and the terms of the grant that it told with it. */
  methods_at: number | null;
  auth_start: number | null;
  auth_end: number | null;
  full_delegation: number | null;
  created_at: number;
  updated_at: number;
  /** Authenticates the columns that decide what is served; see `authorizationCode`. */
  row_code: string;
}

export type PairSource = 'code' | 'notification' | 'rotation' | 'import';

/** One token pair as it was issued; bounds are Alipay's time, both ends included. */
export interface PairRow {
  id: string;
  app_id: string;
  auth_app_id: string;
  user_id: string | null;
  grant_id: string;
  source: PairSource;
  /** Of its grant, as the grant's notification brought them. */
  grant_trigger: string | null;
  out_biz_no: string | null;
  /** Of the `app_auth_token`. */
  fingerprint: string;
  grant_after: number;
  grant_before: number;
  issue_after: number;
  issue_before: number;
  obtained_at: number;
  /** Seconds, as Alipay said. */
  expires_in: number | null;
  refresh_deadline: number | null;
  /** What `token/app/query` last said, and when by Alipay's time. */
  verdict: 'valid' | 'invalid' | null;
  verdict_at: number | null;
  /** Alipay's code, when it refused the refresh token as this pair's for good; and when it did, by our clock. */
  refusal: string | null;
  refused_at: number | null;
  /** When Alipay first called the token valid or rotated it, by our clock. */
  confirmed_at: number | null;
  /** 1 when we deactivated its grant. */
  deactivated: number;
  /** 1 when its grant was given up as cancelled: Alipay had refused every refresh token of it. */
  found_cancelled: number;
  /** When it was found not to open. */
  quarantined_at: number | null;
  /** When an event reported its grant, if the pair was current then. */
  told_at: number | null;
  sealed_token: Uint8Array;
  sealed_refresh_token: Uint8Array | null;
  key_id: string;
}

export type OperationState = 'started' | 'received' | 'applied' | 'failed' | 'unknown';

export interface OperationRow {
  id: string;
  kind: 'redeem' | 'rotate';
  app_id: string;
  auth_app_id: string | null;
  inbox_id: string | null;
  /** The pair whose refresh token is used. */
  pair_id: string | null;
  state: OperationState;
  /** The process that started it. */
  owner: string;
  generation: number | null;
  /** By the database's clock. */
  lease_until: number;
  started_at: number;
  settled_at: number | null;
  /** Pairs of the response that could not be read; the response is then kept. */
  quarantined: number;
  failure: string | null;
  failure_code: string | null;
  trace_id: string | null;
  key_id: string | null;
  reason: string | null;
  sealed_response: Uint8Array | null;
}

export interface InboxRow {
  id: string;
  kind: 'code' | 'notification';
  app_id: string;
  /** The fingerprint of a code, the `notify_id` of a notification. */
  dedupe_key: string;
  state: 'received' | 'waiting' | 'done' | 'failed';
  /** The fingerprint of the code that a notification names. */
  code_key: string | null;
  /** The consent link that a code came back from; each is good for one code. */
  link_key: string | null;
  problem: string | null;
  received_at: number;
  /** When it was received by Alipay's clock, if that was certain. */
  alipay_received_at: number | null;
  due_at: number | null;
  attempts: number;
  /** The application's count of deactivations when the entry became known. */
  deactivations: number;
  /** The application's count of codes and assignments when the code became known; 0 without a code. */
  reference_sequence: number;
  /** 1 when it waited in the spool: it was received before it became known. */
  spooled: number;
  /** Attempts that may have used the code without a response reaching us. */
  unknown_attempts: number;
  /** 1 when a redirect or a caller brought the code: whose it is, is then decided. 0 while only a notification named it. */
  returned: number;
  lease_owner: string | null;
  lease_until: number | null;
  settled_at: number | null;
  key_id: string | null;
  reference: string | null;
  /** What a consent link was made of: JSON. */
  link: string | null;
  /** The merchant applications that came of it: JSON. */
  outcome: string | null;
  sealed_body: Uint8Array | null;
}

/** An order at the service market. */
export interface OrderRow {
  id: string;
  app_id: string;
  order_id: string;
  user_id: string | null;
  /** The first authorization that it was matched with. */
  auth_app_id: string | null;
  /** The mini program that it is for. */
  consumer_app_id: string | null;
  /** The fingerprint of its mark. */
  ticket_key: string | null;
  received_at: number;
  /** By Alipay's clock; when it was received, if the notification does not say. */
  ordered_at: number;
  isv_ticket: string | null;
  /** What was ordered: JSON. */
  details: string;
}

/** A set of methods that grants permit. Most grants of an application permit the same. */
export interface MethodSetRow {
  app_id: string;
  /** The hash of its methods. */
  id: string;
  created_at: number;
}

export interface MethodSetMemberRow {
  app_id: string;
  set_id: string;
  method: string;
}

export interface OutboxRow {
  id: string;
  app_id: string;
  /** Empty for events of the application itself. */
  auth_app_id: string;
  type: string;
  /** `ready`: the oldest of its stream that is not delivered. `waiting`: behind it. `set-aside`: cannot be read. */
  state: 'ready' | 'waiting' | 'delivered' | 'set-aside';
  sequence: number;
  created_at: number;
  due_at: number;
  attempts: number;
  lease_owner: string | null;
  lease_until: number | null;
  delivered_at: number | null;
  payload: string;
}

export interface AuditRow {
  app_id: string;
  auth_app_id: string;
  sequence: number;
  at: number;
  kind: string;
  detail: string;
  hash: string;
}

/** Where a chain begins whose older links were pruned. */
export interface AuditCheckpointRow {
  app_id: string;
  auth_app_id: string;
  /** Of the newest link that was pruned. */
  sequence: number;
  hash: string;
  /** Authenticates the row; see `checkpointColumns`. */
  row_code: string;
  pruned_at: number;
}

/** That an authorization was forgotten, and nothing of whose it was. */
export interface TombstoneRow {
  app_id: string;
  /** Of the merchant application's id; see `tombstoneKey`. */
  fingerprint: string;
  /** The application's count of deactivations at that commit: what was known before does not bring it back. */
  deactivation: number;
  forgotten_at: number;
}

export interface ApplicationRow extends StreamHead {
  app_id: string;
  environment: string;
  circuit: 'closed' | 'open';
  circuit_reason: string | null;
  /** Counts deactivations: tells what was known at each of them, whatever the clocks say. */
  deactivations: number;
  /** Counts codes and assignments: tells which of them says whose an authorization is, whatever the clocks say. */
  reference_sequence: number;
  updated_at: number;
}

export interface MasterKeyRow {
  id: string;
  check_value: string;
  /** What a key management service made of it; never the key. */
  wrapped: Uint8Array | null;
  created_at: number;
  retired_at: number | null;
}

export interface InstanceRow extends ChainHead {
  id: number;
  vault_id: string;
  /** Grows when the database was restored or moved. */
  epoch: number;
  place: string;
  /** The newest operation that was pruned; empty when none was. */
  pruned_operation: string;
  key_id: string;
  sealed_secret: Uint8Array;
  created_at: number;
}
