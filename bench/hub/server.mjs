// A hub, or a bare Fastify route, in a process of its own, so that CPU time is its alone. Told over IPC what to be.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { fastify } from 'fastify';
import { checkSettings } from '../../packages/hub/dist/config/check-settings.js';
import { startHub } from '../../packages/hub/dist/start-hub.js';

let stop = async () => {};
let cpuBefore = process.cpuUsage();

const commands = {
  /** A hub on SQLite, or on a database that was filled before, which serves tokens that it has read from memory. */
  async startHub({ adminKey, masterKey, url }) {
    const folder = mkdtempSync(join(tmpdir(), 'lingpai-bench-hub-'));
    const settings = checkSettings({
      publicUrl: 'http://127.0.0.1',
      listen: { port: 0 },
      database: { url: url ?? `sqlite:${join(folder, 'hub.db')}` },
      spoolDirectory: join(folder, 'spool'),
      masterKeys: { current: 'k1', keys: { k1: masterKey } },
      adminKey,
      limits: { eventLoopDelay: 0 },
      rateLimit: { perKey: 0, perAddress: 0 },
      vault: { freshFor: 60_000 },
      webhooks: { allowPlainHttp: true, allowedNetworks: ['127.0.0.1'] },
    });
    // Lines of the log are made, and go nowhere.
    const hub = await startHub(settings, { logTo: { write: () => true } });
    stop = async () => {
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    };
    return { address: hub.address };
  },
  /** The least that Fastify does for a response of the same size. */
  async startBare() {
    const server = fastify();
    const token = { token: '202611BBeff9351ad1874306903e96b91d248A36', state: 'active', generation: 1, stale: false };
    server.get('/v1/apps/:appId/authorizations/:authAppId/token', async () => token);
    stop = () => server.close();
    return { address: await server.listen({ host: '127.0.0.1', port: 0 }) };
  },
  /** The least that a proxy does: a route of Fastify that signs the body it gets, and passes on the response. */
  async startBareProxy({ appId, privateKey, alipayPublicKey, endpoint, appAuthToken }) {
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint }).onBehalfOf(appAuthToken);
    const server = fastify();
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    server.post('/proxy/:appId/:authAppId/v3/*', async (request, reply) => {
      const content = /** @type {string} */ (request.body);
      const path = request.url.slice(request.url.indexOf('/v3/'));
      const response = await client.forward({ method: 'POST', path, content }, { maxRetries: 0 });
      return reply.code(response.status).header('content-type', 'application/json').send(response.body);
    });
    stop = () => server.close();
    return { address: await server.listen({ host: '127.0.0.1', port: 0 }) };
  },
  beginCpu() {
    cpuBefore = process.cpuUsage();
    return {};
  },
  /** @returns microseconds since `beginCpu`, of all threads */
  endCpu() {
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpu: user + system };
  },
  /** @returns bytes after a collection */
  memory() {
    globalThis.gc?.();
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heapUsed, external };
  },
  async stop() {
    await stop();
    return {};
  },
};

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
