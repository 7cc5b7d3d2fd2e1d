import { type Retention, resolveRetention } from '../options/retention-options.js';

/** Times in milliseconds. */
export interface VaultSettings {
  /** For one call to Alipay about credentials. */
  readonly callTimeout: number;
  /** For which a process may work on an authorization; longer than the call. */
  readonly lease: number;
  /** For which a finished rotation answers for further calls of `rotate`. */
  readonly rotationSpacing: number;
  /** Between two questions to Alipay whether a token still works. */
  readonly auditInterval: number;
  /** How many authorizations are remembered. */
  readonly cacheEntries: number;
  /** For which a token is served without asking the database. */
  readonly freshFor: number;
  /** For which a token is served while the database cannot be asked. */
  readonly staleFor: number;
  /** For one delivery of an event, after which it counts as failed. */
  readonly eventTimeout: number;
  /** Calls that rotate at the same time, per application and process. */
  readonly concurrency: number;
  readonly retention: Retention;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export const defaultSettings: VaultSettings = Object.freeze({
  callTimeout: 15_000,
  lease: 30_000,
  rotationSpacing: 5_000,
  auditInterval: 30 * day,
  cacheEntries: 10_000,
  freshFor: 0,
  staleFor: 5 * minute,
  eventTimeout: 30_000,
  concurrency: 16,
  retention: resolveRetention(),
});
