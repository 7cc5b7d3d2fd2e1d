import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadSettings } from '@lingpai/hub';

/**
 * Settings of the hub as variables of the environment; `lingpai init` writes them to a file.
 *
 * @param {{ folder: string, port: number, adminKey: string }} place
 */
export function hubSettings({ folder, port, adminKey }) {
  return loadSettings({
    environment: {
      LINGPAI_PUBLIC_URL: `http://127.0.0.1:${port}`,
      LINGPAI_LISTEN_PORT: String(port),
      LINGPAI_DATABASE_URL: `sqlite:${join(folder, 'lingpai.db')}`,
      LINGPAI_SPOOL_DIRECTORY: join(folder, 'spool'),
      LINGPAI_MASTER_KEYS_CURRENT: 'k1',
      LINGPAI_MASTER_KEYS_KEYS: `k1: ${randomBytes(32).toString('base64')}`,
      LINGPAI_ADMIN_KEY: adminKey,
      LINGPAI_LOG_LEVEL: 'error',
      // The receiver is on this machine, and has no TLS.
      LINGPAI_WEBHOOKS_ALLOW_PLAIN_HTTP: 'true',
      LINGPAI_WEBHOOKS_ALLOWED_NETWORKS: '127.0.0.1',
    },
  });
}
