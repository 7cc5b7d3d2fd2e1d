import { createServer } from 'node:http';
import { createApp } from './app.js';
import { openAuthorizations } from './authorizations.js';

/**
 * Starts the service.
 *
 * @param {import('./settings.js').Settings} settings
 */
export async function serve(settings) {
  const authorizations = await openAuthorizations(settings);
  const server = createServer(createApp(authorizations));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(new URL(settings.baseUrl).port || 3000), '127.0.0.1', () => resolve(undefined));
  });
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await authorizations.running.stop();
    await authorizations.vault.close();
  };
  return { ...authorizations, close };
}
