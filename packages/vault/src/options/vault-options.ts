import type { AlipayClient, NotificationRule } from '@lingpai/alipay';
import type { KillPointHook } from '../clock/kill-point.js';
import type { SealedTable } from '../companion/sealed-table.js';
import type { RotationPolicy } from '../context/application.js';
import type { ReportHook } from '../context/report.js';
import type { EventHandler } from '../events/event-deliveries.js';
import type { MasterKeys } from '../seal/master-keys.js';
import type { RetentionOptions } from './retention-options.js';

/** An application whose authorizations the vault holds. */
export interface ApplicationOptions {
  /** Calls Alipay as this application. */
  readonly client: AlipayClient;
  /** Accept notifications that are signed under this rule only; under either by default. */
  readonly notifyRule?: NotificationRule | undefined;
  /** Where consent links lead back to, unless they name another address; the links in errors need it. */
  readonly redirectUri?: string | undefined;
  /** When pairs are rotated; `before-deadline` by default. */
  readonly rotation?: RotationPolicy | undefined;
}

/** What `openVault` takes. Times are in milliseconds. */
export interface VaultOptions {
  /** Each `appId` once. `Vault.addApplication` adds others later. */
  readonly applications: readonly ApplicationOptions[];
  /** `sqlite:<file>`, `postgres://…` or `mysql://…`. */
  readonly database: string;
  /** The keys that seal tokens and codes in the database. */
  readonly masterKeys: MasterKeys;
  /** Tables of other migration sets in this database that `Vault.seal` seals; they exist before the vault is opened. */
  readonly sealedTables?: readonly SealedTable[] | undefined;
  /** A folder on a local disk, for responses of Alipay that the database did not take. It is created if it is missing. */
  readonly spoolDirectory: string;
  /** Connections to PostgreSQL or MySQL; 10 by default. */
  readonly connections?: number | undefined;
  /** How long to wait for a connection to the database; 5,000 by default. */
  readonly connectTimeout?: number | undefined;
  /** How long a read of the database may take; a stale token is served after it. 5,000 by default. */
  readonly readTimeout?: number | undefined;
  /** How long one statement of a transaction may take; 20,000 by default. */
  readonly statementTimeout?: number | undefined;
  /** Creates the tables in a SQLite file that exists and has none; `false` by default. */
  readonly create?: boolean | undefined;
  /** Uses a server whose settings can lose commits that it has confirmed; `false` by default. */
  readonly allowWeakDurability?: boolean | undefined;
  /**
   * A name that tells this database from a copy of it, e.g. `production`. By default its location, as the engine reports
   * it: set a name when the server's name or the file's path may change.
   */
  readonly place?: string | undefined;
  /**
   * The database was restored from a backup or moved here, and its original is gone: Alipay is asked about every
   * authorization before it is used. Set it for one opening only.
   */
  readonly restored?: boolean | undefined;
  /** Called with each event; see `EventHandler`. */
  readonly onEvent?: EventHandler | undefined;
  /** Called with what operators should know. Without it, each report becomes a process warning. */
  readonly onReport?: ReportHook | undefined;
  /** Time limit of one call to Alipay about tokens; 15,000 by default. */
  readonly callTimeout?: number | undefined;
  /** How long a process may work on an authorization; at least twice `callTimeout`. 30,000 by default. */
  readonly lease?: number | undefined;
  /** How long further calls of `rotate` share the result of a finished rotation; 5,000 by default. */
  readonly rotationSpacing?: number | undefined;
  /** Time between two questions to Alipay whether a token still works; 30 days by default. */
  readonly auditInterval?: number | undefined;
  /** How many tokens are cached; 10,000 by default. */
  readonly cacheEntries?: number | undefined;
  /**
   * How long `token` reads from the cache without asking the database; 0 by default. For that long, a token may be
   * served after another process learned that it was cancelled. At most 540,000: a replaced token expires 10 minutes after
   * a rotation.
   */
  readonly freshFor?: number | undefined;
  /** How long `token` reads from the cache while the database is down; 300,000 by default, at most 540,000. */
  readonly staleFor?: number | undefined;
  /** Time limit of one delivery to `onEvent`, after which it counts as failed; 30,000 by default. */
  readonly eventTimeout?: number | undefined;
  /** Rotations at the same time, per application and process; 16 by default. */
  readonly concurrency?: number | undefined;
  /** How long history is kept. */
  readonly retention?: RetentionOptions | undefined;
  /** Now, in milliseconds since 1970; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
  /** Returns that many unpredictable bytes; `crypto.randomBytes` by default. */
  readonly random?: ((length: number) => Buffer) | undefined;
  /** Called at every kill point; for drills. */
  readonly onKillPoint?: KillPointHook | undefined;
}
