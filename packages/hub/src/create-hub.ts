import { randomBytes } from 'node:crypto';
import type { VaultEvent } from '@lingpai/vault';
import { openAlipayConnections } from './applications/alipay-connections.js';
import { ApplicationDirectory } from './applications/application-directory.js';
import { AccessCounter } from './audit/access-counter.js';
import type { HubSettings } from './config/settings-schema.js';
import type { HubContext } from './context/hub-context.js';
import type { HubModule } from './context/hub-module.js';
import { StatusReader } from './context/status-reader.js';
import { EventLog } from './events/event-log.js';
import type { HubParts } from './hub-parts.js';
import { FailureCounter } from './keys/failure-counter.js';
import { KeyRing } from './keys/key-ring.js';
import { moduleFactories } from './modules.js';
import { openStorePart, openVaultPart } from './open-parts.js';
import { createLog } from './server/create-log.js';
import { createServer } from './server/create-server.js';
import type { HubServer } from './server/hub-server.js';
import { SessionStore } from './session/session-store.js';
import { HourlyCounts } from './statistics/hourly-counts.js';
import { openTracing } from './tracing/open-tracing.js';

/** A hub that does not listen and has no workers yet. */
export interface Hub {
  readonly context: HubContext;
  readonly modules: readonly HubModule[];
  readonly server: HubServer;
  /** Makes `/readyz` say no, and ends long responses. */
  beginStop(): void;
  /** Closes everything but the server: the modules, the vault, the database. */
  close(): Promise<void>;
}

/** Opens database and vault, and makes the server. @throws SettingsError */
export async function createHub(settings: HubSettings, parts: HubParts = {}): Promise<Hub> {
  const { clock = Date.now, random = randomBytes, logTo } = parts;
  const log = createLog(settings.logLevel, logTo);
  const stopping = new AbortController();
  const store = await openStorePart(settings, log);
  const modules: HubModule[] = [];
  const onEvent = async (event: VaultEvent, delivery: Parameters<NonNullable<HubModule['onEvent']>>[1]) => {
    for (const module of modules) await module.onEvent?.(event, delivery);
  };
  const vault = await openVaultPart(settings, log, { clock, random, onEvent }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const tracing = await openTracing();
  const connections = await openAlipayConnections();
  const close = async () => {
    tracing.close();
    for (const module of modules) await module.close?.();
    await vault.close();
    await connections.close();
    await store.close();
  };
  try {
    const shared = { settings, store, vault, clock, random, log };
    const keys = new KeyRing(shared);
    const context: HubContext = {
      ...shared,
      tracing,
      keys,
      failures: new FailureCounter(settings.rateLimit.failures),
      sessions: new SessionStore({ ...shared, keys }),
      applications: new ApplicationDirectory({ ...shared, ...connections }),
      events: new EventLog(shared),
      accesses: new AccessCounter(shared),
      counts: new HourlyCounts(shared),
      status: new StatusReader(shared),
      nodeId: `hub-${random(8).toString('hex')}`,
      stopping: stopping.signal,
    };
    await context.applications.refresh();
    for (const create of moduleFactories) modules.push(create(context, () => modules));
    const server = await createServer(context, modules);
    return { context, modules, server, beginStop: () => stopping.abort(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
