import type { Vault } from '@lingpai/vault';
import type { HubSettings } from '../config/settings-schema.js';
import { createHub } from '../create-hub.js';
import type { HubParts } from '../hub-parts.js';
import { pruneHistory } from './prune-history.js';
import type { PrunedHistory, PruneHistoryOptions } from './pruned-history.js';

/** The hub's API on this machine alone, directly on the database. */
export interface LocalHub extends AsyncDisposable {
  /** Where this process, and no other machine, reaches the API, for example `http://127.0.0.1:49152`. */
  readonly address: string;
  /** A key with every scope, valid for this address only. */
  readonly key: string;
  /** The vault in the same database, with its applications. Its workers do not run. */
  readonly vault: Vault;
  /** Erases what is older than the settings say, as the workers of a running hub do little by little. */
  prune(options?: PruneHistoryOptions): Promise<readonly PrunedHistory[]>;
}

/**
 * Opens the database of a hub for tools on its machine, also while the hub runs: the same API, without workers, on a free port
 * of `127.0.0.1`. Settings about listening and limits of requests do not count, and the admin key stays as it is.
 *
 * @throws SettingsError one sentence, when a setting, a key, a certificate or the database is wrong
 */
export async function openLocalHub(settings: HubSettings, parts: HubParts = {}): Promise<LocalHub> {
  const hub = await createHub({ ...settings, ...alone(settings) }, parts);
  const close = async () => {
    await hub.server.close();
    await hub.close();
  };
  try {
    const address = await hub.server.listen({ host: '127.0.0.1', port: 0, listenTextResolver: () => 'listening' });
    const { vault, keys } = hub.context;
    return {
      address,
      key: keys.createLocal(),
      vault,
      prune: (options) => pruneHistory(hub, options),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One person's tool uses it: nothing in front of it, no limits against many, no pages. */
const alone = ({ limits, rateLimit, console }: HubSettings): Partial<HubSettings> => ({
  tls: {},
  trustProxy: [],
  limits: { ...limits, eventLoopDelay: 0 },
  rateLimit: { ...rateLimit, perKey: 0 },
  console: { ...console, enabled: false },
});
