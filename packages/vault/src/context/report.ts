/** What operators should know, in addition to events. Contains no secret. */
export interface VaultReport {
  readonly kind: ReportKind;
  readonly appId?: string | undefined;
  readonly authAppId?: string | undefined;
  /** One sentence. */
  readonly message: string;
  readonly cause?: unknown;
}

export type ReportKind =
  /** Something sealed does not open, or a pair of a response is malformed; it was set aside. */
  | 'quarantined'
  /** A notification was not Alipay's, or not for this application. */
  | 'notification-refused'
  /** A hook of `vault.handler` failed, took too long, or is missing for a kind of notification; Alipay delivers again. */
  | 'handler'
  /** A response could not be stored, and lies in the spool. */
  | 'spooled'
  /** The spool was stored. */
  | 'unspooled'
  /** Something of another application or another Alipay was offered. */
  | 'mismatch'
  /** The calls of an application were stopped, or go on. */
  | 'circuit'
  /** Alipay's clock and ours differ too much to schedule anything. */
  | 'clock-skew'
  /** Something other than the vault changed an authorization in the database. */
  | 'tampered'
  /** The database was set back, deleted or replaced, or its server can lose commits. */
  | 'database'
  /** `onEvent` failed for an event: the first attempt, and every tenth. */
  | 'delivery'
  /** A worker failed; it goes on with its next turn. Reported for the first failure in a row, and every tenth. */
  | 'worker';

export type ReportHook = (report: VaultReport) => void;
