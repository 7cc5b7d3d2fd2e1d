import { setTimeout as pause } from 'node:timers/promises';
import { SettingsError } from './config/settings-error.js';
import type { HubSettings } from './config/settings-schema.js';
import { createHub, type Hub } from './create-hub.js';
import type { HubParts } from './hub-parts.js';
import { keepAdminKey } from './keys/admin-key.js';
import { type RunningWorker, startWorker } from './workers/start-worker.js';

/** Milliseconds between looks for connections that have become idle while the hub stops. */
const idleCheck = 50;

/** A hub that listens. */
export interface RunningHub extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:8080`. */
  readonly address: string;
  /**
   * Stops gracefully: requests that were accepted are served, workers end their turn, and everything is closed. Calling it
   * again has no effect.
   */
  stop(): Promise<void>;
}

/**
 * Starts the hub: opens the database, listens, and starts the workers.
 *
 * ```ts
 * import { loadSettings, startHub } from '@lingpai/hub';
 *
 * const hub = await startHub(loadSettings({ file: 'lingpai.config.yaml' }));
 * process.once('SIGTERM', () => hub.stop());
 * ```
 *
 * @throws SettingsError one sentence, when a setting, a key, a certificate, the database or the port is wrong
 */
export async function startHub(settings: HubSettings, parts: HubParts = {}): Promise<RunningHub> {
  const hub = await createHub(settings, parts);
  let address: string;
  try {
    await keepAdminKey(hub.context);
    address = await listen(hub, settings);
  } catch (error) {
    await hub.server.close();
    await hub.close();
    throw error;
  }
  const running = hub.context.vault.start();
  const workers = hub.modules.flatMap((module) => module.workers ?? []).map((worker) => start(hub, worker));
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopAll(hub, [running, ...workers]));
  hub.context.log.info({ address, nodeId: hub.context.nodeId }, 'the hub listens');
  return { address, stop, [Symbol.asyncDispose]: stop };
}

async function listen({ server }: Hub, { listen: { host, port } }: HubSettings): Promise<string> {
  try {
    return await server.listen({ host, port, listenTextResolver: () => 'listening' });
  } catch (cause) {
    const { code } = Object(cause);
    if (code === 'EADDRINUSE') throw new SettingsError(`listen.port: ${port} is in use by another process`, { cause });
    if (code === 'EACCES') throw new SettingsError(`listen.port: the process may not listen on ${port}`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new SettingsError(`listen.host: this machine has no address ${host}`, { cause });
    }
    throw cause;
  }
}

function start({ context: { log } }: Hub, worker: Parameters<typeof startWorker>[0]): RunningWorker {
  return startWorker(worker, (err, failures) =>
    log.error({ err, worker: worker.name, failures }, 'a worker failed; it goes on with its next turn'),
  );
}

async function stopAll(hub: Hub, workers: readonly { stop(): Promise<void> }[]): Promise<void> {
  const { delay, timeout } = hub.context.settings.shutdown;
  const { log } = hub.context;
  hub.beginStop();
  if (delay > 0) await pause(delay);
  const cut = setTimeout(() => {
    log.warn({ timeout }, 'requests under way did not end in time; their connections are closed');
    hub.server.server.closeAllConnections();
  }, timeout);
  // A connection that was busy when the server was told to close is kept alive once its request is served.
  const idle = setInterval(() => hub.server.server.closeIdleConnections(), idleCheck);
  await hub.server.close();
  clearInterval(idle);
  clearTimeout(cut);
  await Promise.all(workers.map((worker) => worker.stop()));
  await hub.close();
  log.info('the hub has stopped');
}
