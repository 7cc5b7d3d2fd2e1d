import { type Retention, resolveRetention } from '../options/retention-options.js';

/** Times in milliseconds. */
export interface VaultSettings {
  /** Limit of one call to Alipay about codes and tokens. */
  readonly callTimeout: number;
  /** How long a process may work on an authorization; longer than the call. */
  readonly lease: number;
  /** How long a finished rotation is the result of further calls of `rotate`. */
  readonly rotationSpacing: number;
  /** Between two questions to Alipay whether a token is valid. */
  readonly auditInterval: number;
  /** How many tokens are cached. */
  readonly cacheEntries: number;
  /** How long a cached token is served without asking the database. */
  readonly freshFor: number;
  /** How long a cached token is served while the database is down. */
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
