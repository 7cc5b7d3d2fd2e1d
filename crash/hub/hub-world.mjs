import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBalancer } from '../balancer.mjs';
import { bundleNode } from '../bundle-node.mjs';
import { Conversation } from '../conversation.mjs';
import { createDatabase } from '../databases.mjs';
import { Findings } from '../findings.mjs';
import { Merchants } from '../merchants.mjs';
import { Random } from '../random.mjs';
import { AlipayRecord } from './alipay-record.mjs';
import { EventReader } from './event-reader.mjs';
import { FeedCheck } from './feed-check.mjs';
import { ask } from './hub-client.mjs';
import { hubKinds } from './hub-findings.mjs';
import { HubNodes } from './hub-nodes.mjs';
import { startReceiver } from './receiver.mjs';
import { WebhookCheck } from './webhook-check.mjs';

/** The second application rotates every few hours. */
const rotations = ['before-deadline', { everyDays: 0.15 }];
/** Milliseconds; a request that finds a code in the hands of a killed node waits for the end of its lease. */
const longestWait = 8_000;
/** What each API key of the load may do. */
const scopes = { manage: ['manage', 'read'], proxy: ['proxy'], token: ['token'], webhooks: ['webhooks', 'read'] };

/** A local Alipay, a database, the nodes of a hub, what stands before them, and who hears of their events. */
export async function createHubWorld({ engine, nodes: count, seed, interval }) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-hub-crash-'));
  const closers = [() => rmSync(folder, { recursive: true, force: true })];
  const world = {
    offset: 0,
    clock: () => Date.now() + world.offset,
    findings: new Findings(hubKinds),
    /** What the load did in this round. */
    links: [],
    calls: [],
    rotated: [],
    counts: {},
    count: (name, by = 1) => {
      world.counts[name] = (world.counts[name] ?? 0) + by;
    },
    /** For the result. */
    totals: () => ({
      failedStarts: world.nodes.failedStarts,
      events: world.feedCheck.size,
      notifications: world.record.notifications.size,
      webhooks: world.webhookChecks.reduce((sum, { deliveries }) => sum + deliveries, 0),
      repeatedWebhooks: world.webhookChecks.reduce((sum, { repeats }) => sum + repeats, 0),
    }),
    close: async () => {
      for (const one of closers.splice(0).reverse()) await one();
    },
  };
  try {
    const child = fork(new URL('../local-alipay.mjs', import.meta.url));
    closers.push(() => child.kill('SIGKILL'));
    world.alipay = new Conversation(child);
    const oldTokenGrace = new Random(`${seed} grace`).between(0, 5);
    const { endpoint, applications } = await world.alipay.ask('start', {
      applications: rotations.length,
      oldTokenGrace,
    });
    world.applications = applications.map(({ appId }) => appId);
    world.record = new AlipayRecord(world);
    world.merchants = new Merchants(applications.map(({ appId }) => ({ appId, quiet: false })));
    world.database = await createDatabase(engine, folder);
    closers.push(() => world.database.drop());
    const balancer = await startBalancer({
      nodes: () => world.nodes.ready(),
      random: new Random(`${seed} balancer`),
      wait: longestWait,
      onResponse(path, body, response) {
        if (path.startsWith('notify/')) world.merchants.heard(path.slice('notify/'.length), body, response);
      },
    });
    closers.push(() => balancer.close());
    world.address = balancer.url;
    world.receiver = await startReceiver(new Random(`${seed} receiver`));
    closers.push(() => world.receiver.close());
    const adminKey = `lpk_${randomBytes(32).toString('base64url')}`;
    const module = await bundleNode(new URL('hub-node.mjs', import.meta.url));
    closers.push(module.remove);
    world.nodes = new HubNodes({
      path: module.path,
      count,
      folder: join(folder, 'nodes'),
      interval,
      offset: () => world.offset,
      settings: settingsOf({ address: balancer.url, database: world.database.url, adminKey }),
    });
    closers.push(() => world.nodes.close());
    await world.nodes.start();
    const [node] = world.nodes.ready();
    const addressOf = ({ port }) => `http://127.0.0.1:${port}`;
    const admin = (method, path, body) =>
      ask(addressOf(node), method, path, { key: adminKey, body }).then(expectSuccess);
    for (const [index, { appId, privateKey, alipayPublicKey }] of applications.entries()) {
      const keys = { privateKey, alipayPublicKey };
      const rotation = rotations[index];
      const { callbackUrl, notifyUrl } = await admin('POST', '/v1/apps', { appId, endpoint, keys, rotation });
      await world.alipay.ask('update', { appId, changes: { redirectUris: [callbackUrl], notifyUrl } });
    }
    /** @type {[path: string, wanted: object][]} */
    const receivers = [
      ['/all', {}],
      ['/one', { appId: applications[1].appId, types: ['authorization.rotated', 'trade.updated'] }],
    ];
    for (const [path, wanted] of receivers) {
      const { secret } = await admin('POST', '/v1/webhooks', { url: `${world.receiver.url}${path}`, ...wanted });
      world.receiver.secrets.set(path, secret);
    }
    world.keys = {};
    for (const [name, one] of Object.entries(scopes)) {
      world.keys[name] = (await admin('POST', '/v1/keys', { name, scopes: one })).key;
    }
    const askAt = (address, method, path, { key = 'manage', body, headers } = /** @type {any} */ ({})) =>
      ask(address, method, path, { key: world.keys[key], body, headers });
    /** One request through the balancer. @param options `key`: which, `body`, `headers` */
    world.ask = (method, path, options) => askAt(balancer.url, method, path, options);
    /** The same to one node. */
    world.askNode = (one, method, path, options) => askAt(addressOf(one), method, path, options);
    await until(async () => {
      const appIds = world.applications.map((appId) => `/v1/apps/${appId}/authorizations`);
      const responses = world.nodes.ready().flatMap((one) => appIds.map((path) => world.askNode(one, 'GET', path)));
      return (await Promise.all(responses)).every(({ status }) => status === 200);
    });
    world.reader = new EventReader(world.ask);
    world.feedCheck = new FeedCheck(world);
    world.webhookChecks = [new WebhookCheck(world, '/all'), new WebhookCheck(world, '/one')];
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

/** A node hears of new applications and keys within seconds. */
async function until(isSo) {
  while (!(await isSo())) await pause(50);
}

function settingsOf({ address, database, adminKey }) {
  return {
    publicUrl: address,
    listen: { host: '127.0.0.1', port: 0 },
    database: { url: database, connections: 4 },
    masterKeys: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
    adminKey,
    logLevel: 'warn',
    // The load comes from one address, and the machine may be busy with other things.
    limits: { eventLoopDelay: 0, proxyTimeout: 5_000 },
    rateLimit: { perKey: 0, perAddress: 0 },
    vault: { callTimeout: 3_000 },
    webhooks: { allowPlainHttp: true, allowedNetworks: ['127.0.0.1'], timeout: 3_000 },
  };
}

function expectSuccess({ status, text, json }) {
  if (status >= 300) throw new Error(`the hub could not be set up: ${status} ${text}`);
  return json;
}
