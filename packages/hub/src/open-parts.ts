import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDatabaseError } from '@lingpai/database';
import { isVaultError, type MasterKeys, openVault, type Vault, type VaultOptions } from '@lingpai/vault';
import type { FastifyBaseLogger } from 'fastify';
import { SettingsError } from './config/settings-error.js';
import type { HubSettings } from './config/settings-schema.js';
import { type HubStore, openHubStore } from './store/hub-store.js';
import { sealedTables } from './store/sealed-tables.js';

/** What the tests replace. */
export type VaultParts = Pick<VaultOptions, 'clock' | 'random' | 'onEvent'>;

/** The database with the hub's tables. @throws SettingsError one sentence */
export async function openStorePart(settings: HubSettings, log: FastifyBaseLogger): Promise<HubStore> {
  try {
    return await openHubStore(settings, (message) => log.warn(message));
  } catch (cause) {
    throw refused(cause);
  }
}

/** The vault in the same database. @throws SettingsError one sentence */
export async function openVaultPart(settings: HubSettings, log: FastifyBaseLogger, parts: VaultParts): Promise<Vault> {
  const { database, vault, retention, spoolDirectory } = settings;
  const { operations, pairs, events, orders, audit } = retention;
  const masterKeys = await masterKeysOf(settings);
  try {
    return await openVault({
      ...parts,
      applications: [],
      database: database.url,
      connections: database.connections,
      place: database.place,
      restored: database.restored,
      create: database.create,
      allowWeakDurability: database.allowWeakDurability,
      masterKeys,
      sealedTables,
      spoolDirectory,
      callTimeout: vault.callTimeout,
      lease: Math.max(30_000, 2 * vault.callTimeout),
      freshFor: vault.freshFor,
      staleFor: vault.staleFor,
      concurrency: vault.concurrency,
      retention: { operations, pairs, events, orders, audit },
      onReport: ({ kind, appId, authAppId, message, cause }) =>
        log.warn({ report: kind, appId, authAppId, ...(cause === undefined ? {} : { err: cause }) }, message),
    });
  } catch (cause) {
    throw refused(cause);
  }
}

async function masterKeysOf({ masterKeys: { current, keys, module } }: HubSettings): Promise<MasterKeys> {
  if (module === undefined) return { current, keys: keys ?? {} };
  try {
    const { wrap, unwrap } = await import(pathToFileURL(resolve(module)).href);
    if (typeof wrap === 'function' && typeof unwrap === 'function') return { current, wrap, unwrap };
  } catch (cause) {
    throw new SettingsError(`masterKeys.module: ${module} cannot be loaded (${Object(cause).code ?? 'it threw'})`);
  }
  throw new SettingsError(`masterKeys.module: expected ${module} to export the functions wrap and unwrap`);
}

/** Names the setting where the vault names its option. */
function refused(cause: unknown): unknown {
  if (isVaultError(cause) || isDatabaseError(cause)) return new SettingsError(oneSentence(cause.message), { cause });
  if (cause instanceof TypeError) return new SettingsError(cause.message, { cause });
  return cause;
}

/** Options of the vault are settings below `database`. */
const oneSentence = (message: string) =>
  message.replaceAll(/\s+/g, ' ').replaceAll(/\{ ((?:restored|create|allowWeakDurability): true) \}/g, 'database.$1');
