import type { AlipayClient, NotificationRule } from '@lingpai/alipay';
import type { KillPointHook } from '../clock/kill-point.js';
import type { RotationPolicy } from '../context/application.js';
import type { ReportHook } from '../context/report.js';
import type { EventHandler } from '../events/deliver-events.js';
import type { MasterKeys } from '../seal/master-keys.js';

/** An application whose merchants the vault keeps. */
export interface ApplicationOptions {
  /** Speaks to Alipay as this application. */
  readonly client: AlipayClient;
  /** Accept notifications that are signed under this rule only; under either by default. */
  readonly notifyRule?: NotificationRule | undefined;
  /** Where consent links lead back to, unless they say otherwise; needed for the links in errors. */
  readonly redirectUri?: string | undefined;
  /** When pairs are rotated; `before-deadline` by default. */
  readonly rotation?: RotationPolicy | undefined;
}

/** What `openVault` takes. Times are in milliseconds. */
export interface VaultOptions {
  readonly applications: readonly ApplicationOptions[];
  /** `sqlite:<file>`, `postgres://…` or `mysql://…`. */
  readonly database: string;
  /** What seals tokens and codes in the database. */
  readonly masterKeys: MasterKeys;
  /** A folder on a disk of this machine, for what Alipay answered while the database was down. */
  readonly spoolDirectory: string;
  /** Connections to PostgreSQL or MySQL; 10 by default. */
  readonly connections?: number | undefined;
  /**
   * What tells this database from a copy of it, e.g. `production`. By default where it is, as the engine tells: name it
   * when the server's name or the file's place may change.
   */
  readonly place?: string | undefined;
  /**
   * The database was restored from a backup or moved here, and its original is gone: Alipay is asked about every
   * authorization before it is used. For one opening.
   */
  readonly restored?: boolean | undefined;
  /** Gets events; see `VaultEvent`. */
  readonly onEvent?: EventHandler | undefined;
  /** Gets what operators should know. */
  readonly onReport?: ReportHook | undefined;
  /** For one call to Alipay about credentials; 15,000 by default. */
  readonly callTimeout?: number | undefined;
  /** For which a process may work on an authorization; twice the call's time or more. 30,000 by default. */
  readonly lease?: number | undefined;
  /** For which a finished rotation answers for further calls of `rotate`; 5,000 by default. */
  readonly rotationSpacing?: number | undefined;
  /** Between two questions whether a token still works; 30 days by default. */
  readonly auditInterval?: number | undefined;
  /** How many tokens are remembered; 10,000 by default. */
  readonly cacheEntries?: number | undefined;
  /**
   * For which `token` answers without asking the database; 0 by default. As long, a token may be served after another
   * process learned that it was cancelled.
   */
  readonly freshFor?: number | undefined;
  /** For which `token` answers while the database is down; 300,000 by default. */
  readonly staleFor?: number | undefined;
  /** Calls that rotate at the same time, per application and process; 16 by default. */
  readonly concurrency?: number | undefined;
  /** Now, in milliseconds since 1970; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
  /** Yields that many unpredictable bytes; `crypto.randomBytes` by default. */
  readonly random?: ((length: number) => Buffer) | undefined;
  /** Called at every kill point; for drills. */
  readonly onKillPoint?: KillPointHook | undefined;
}
