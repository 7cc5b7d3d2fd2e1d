import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBalancer } from './balancer.mjs';
import { bundleNode } from './bundle-node.mjs';
import { Conversation } from './conversation.mjs';
import { createDatabase } from './databases.mjs';
import { EventCheck } from './events.mjs';
import { Findings } from './findings.mjs';
import { MasterKeys } from './master-keys.mjs';
import { Merchants } from './merchants.mjs';
import { Nodes } from './nodes.mjs';
import { Random } from './random.mjs';
import { startSlowLink } from './slow-link.mjs';

/** Three applications: the last gets no notifications, and the second rotates every few hours. */
const applications = [
  { rotation: 'before-deadline', quiet: false },
  { rotation: { everyDays: 0.15 }, quiet: false },
  { rotation: 'before-deadline', quiet: true },
];

/** A local Alipay, a database, the nodes and what stands before them; kept from round to round. */
export async function createWorld({ engine, nodes: count, seed }) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-crash-'));
  const closers = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const world = {
    codes: [],
    offset: 0,
    clock: () => Date.now() + world.offset,
    findings: new Findings(),
    links: {},
    /** For the result. */
    totals: () => ({
      killsAt: world.nodes.kills,
      failedStarts: world.nodes.failedStarts,
      consents: world.codes.length,
      usedCodes: world.codes.filter(({ quiet, word }) => quiet && word === 'code-used').length,
      events: world.eventCheck.size,
    }),
    close,
  };
  try {
    const child = fork(new URL('local-alipay.mjs', import.meta.url));
    closers.push(() => child.kill('SIGKILL'));
    world.alipay = new Conversation(child);
    const oldTokenGrace = new Random(`${seed} grace`).between(0, 5);
    const begin = { applications: applications.length, oldTokenGrace };
    const { endpoint, applications: started } = await world.alipay.ask('start', begin);
    const known = started.map((app, index) => ({ ...applications[index], ...app }));
    world.merchants = new Merchants(known);
    world.database = await createDatabase(engine, folder);
    closers.push(() => world.database.drop());
    const through = async (name, address) => {
      const url = new URL(address);
      const link = await startSlowLink({ host: url.hostname, port: Number(url.port) });
      closers.push(() => link.close());
      world.links[name] = link;
      url.port = String(link.port);
      return url.href;
    };
    const alipay = (await through('local Alipay', endpoint)).replace(/\/$/, '');
    const database = engine === 'sqlite' ? world.database.url : await through('database', world.database.url);
    world.masterKeys = new MasterKeys();
    const module = await bundleNode();
    closers.push(module.remove);
    world.nodes = new Nodes({
      path: module.path,
      count,
      folder: join(folder, 'nodes'),
      database,
      masterKeys: world.masterKeys,
      applications: known.map(({ appId, privateKey, alipayPublicKey, rotation }) => {
        return { appId, privateKey, alipayPublicKey, rotation, endpoint: alipay };
      }),
      offset: () => world.offset,
      random: new Random(seed),
      seed,
      onKill: () => world.onKill?.(),
    });
    closers.push(() => world.nodes.close());
    const balancer = await startBalancer({
      nodes: () => world.nodes.ready(),
      random: new Random(`${seed} balancer`),
      onResponse: (appId, body, response) => world.merchants.heard(appId, body, response),
    });
    closers.push(() => balancer.close());
    for (const { appId, quiet } of known) {
      if (!quiet) await world.alipay.ask('notify', { appId, url: `${balancer.url}/${appId}` });
    }
    world.eventCheck = new EventCheck(world);
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}
