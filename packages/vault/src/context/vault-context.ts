import { type ApplicationRegistry, unknownApplication } from '../application/application-registry.js';
import type { ClockWatch } from '../clock/clock-watch.js';
import type { KillPointHook } from '../clock/kill-point.js';
import type { SealedTable } from '../companion/sealed-table.js';
import type { Batches } from '../concurrency/batches.js';
import type { SingleFlight } from '../concurrency/single-flight.js';
import type { DatabaseWatch } from '../opening/watch-database.js';
import type { Witness } from '../opening/witness.js';
import type { KeyRing } from '../seal/key-ring.js';
import type { RandomBytes } from '../seal/random-bytes.js';
import type { VaultSecret } from '../seal/vault-secret.js';
import type { Spool } from '../spool/spool.js';
import type { Store } from '../store/store.js';
import type { Application } from './application.js';
import { newId } from './new-id.js';
import type { ReportHook } from './report.js';
import type { VaultSettings } from './vault-settings.js';

/** What every part of an open vault works with. */
export interface VaultContext {
  readonly store: Store;
  readonly keyRing: KeyRing;
  readonly secret: VaultSecret;
  readonly spool: Spool;
  /** Tables of other migration sets that are sealed with the same keys. */
  readonly sealedTables: readonly SealedTable[];
  readonly applications: ApplicationRegistry;
  readonly settings: VaultSettings;
  readonly flights: SingleFlight;
  readonly batches: Batches;
  readonly witness: Witness;
  readonly databaseWatch: DatabaseWatch;
  /** Detects that our clock was set back. */
  readonly clockWatch: ClockWatch;
  /** Milliseconds since 1970, ours. */
  readonly clock: () => number;
  readonly random: RandomBytes;
  /** This process among those that share the database. */
  readonly nodeId: string;
  /** Grows when the database was restored or moved; see `instance.epoch`. */
  readonly epoch: { current: number };
  readonly onKillPoint: KillPointHook;
  readonly report: ReportHook;
}

/** What names an authorization. */
export interface AuthorizationKey {
  readonly appId: string;
  readonly authAppId: string;
}

/**
 * How an application is configured now. Also finds one that is being removed, for the work that is under way.
 *
 * @throws VaultError `unknown-application`
 */
export function applicationOf({ applications }: VaultContext, appId: string): Application {
  const application = applications.get(appId);
  if (application !== undefined) return application;
  throw unknownApplication(appId);
}

export function contextId({ clock, random }: VaultContext): string {
  return newId(clock(), random);
}

/** From 0 to 1, 1 excluded. */
export function randomShare({ random }: Pick<VaultContext, 'random'>): number {
  return random(4).readUInt32BE() / 2 ** 32;
}
