// The hub compared with what no hub can do without: a proxied call with the same call by the bare client and by a
// bare proxy, and a token from memory with a bare route of Fastify, in turns that take place alternately. Then what it does in a second:
// notifications that it absorbs, and webhooks that it delivers. Stub Alipay, servers, load and receiver have a process each.
import { parseArgs } from 'node:util';
import { makeCredentials } from '../credentials.mjs';
import { median, start } from '../process.mjs';
import { measureNotifications, measureWebhooks } from './measure-events.mjs';
import { measureMemory } from './measure-memory.mjs';
import { printResults } from './print-results.mjs';

const adminKey = `lpk_${'a'.repeat(43)}`;
const masterKey = Buffer.alloc(32, 7).toString('base64');
const merchant = '2021000000000011';
const path = '/v3/alipay/trade/query';
const body = { code: merchant };
const inFlight = 32;
/** Calls of the first turn, which does not count: until then the engine compiles much of what it runs. */
const warmUp = 3_000;

/**
 * @param {string[]} asked `--turns`, `--calls` (proxied, of one turn), `--reads` (of tokens, of one turn), `--events` (notifications,
 * and then webhooks), `--rate` (notifications in a second); `--memory`: 100,000 proxied calls, which take minutes
 */
export async function benchHub(asked = []) {
  const { turns, calls, reads, events, rate, memory } = readOptions(asked);
  const stub = start('./vault/stub-alipay.mjs');
  const [hub, bare] = [start('./hub/server.mjs', ['--expose-gc']), start('./hub/server.mjs')];
  const bareProxy = start('./hub/server.mjs');
  const receiver = start('./hub/receiver.mjs');
  const [load, client] = [start('./hub/load.mjs'), start('./hub/load.mjs')];
  try {
    const { appId, ...keys } = await makeCredentials();
    const { port } = await stub.ask({ command: 'setUp', alipayPrivateKey: keys.alipayPrivateKey });
    const alipay = { appId, ...keys, endpoint: `http://127.0.0.1:${port}` };
    const { address } = await hub.ask({ command: 'startHub', adminKey, masterKey });
    const appAuthToken = await authorize(address, alipay);
    await client.ask({ command: 'openClient', ...alipay, appAuthToken });
    const least = await bareProxy.ask({ command: 'startBareProxy', ...alipay, appAuthToken });
    const exchange = proxiedExchange(address, appId);
    const notified = { hub, load, address, keys: { appId, ...keys }, count: events, rate, merchants: 500 };
    const results = {
      proxy: await compareProxy({
        servers: { hub, bareProxy },
        exchanges: { hub: exchange, bareProxy: { ...exchange, address: least.address } },
        load,
        client,
        turns,
        calls,
      }),
      token: await compareToken({ hub, bare, load, address, appId, turns, reads }),
      notifications: await measureNotifications(notified),
      webhooks: await measureWebhooks({ hub, receiver, address, headers: withKey, count: events }),
      memory: memory ? await measureMemory({ hub, load, exchange, calls: 100_000, inFlight }) : undefined,
    };
    await Promise.all([hub, bare, bareProxy].map((server) => server.ask({ command: 'stop' })));
    printResults(results);
    return results;
  } finally {
    for (const child of [stub, hub, bare, bareProxy, load, client, receiver]) child.stop();
  }
}

function readOptions(asked) {
  const option = (/** @type {string} */ value) => ({ type: /** @type {const} */ ('string'), default: value });
  const { values } = parseArgs({
    args: asked,
    options: {
      turns: option('45'),
      calls: option('200'),
      reads: option('1500'),
      events: option('10000'),
      rate: option('1000'),
      memory: { type: 'boolean', default: false },
    },
  });
  const { memory, ...counts } = values;
  const read = Object.entries(counts).map(([name, text]) => {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name}: expected a whole number, 1 or more`);
    return [name, number];
  });
  return { ...Object.fromEntries(read), memory };
}

/** @returns {number[]} */
const numbers = () => [];

const withKey = { authorization: `Bearer ${adminKey}` };

/** Adds the application, and lets a merchant authorize it. @returns the token */
async function authorize(address, { appId, privateKey, alipayPublicKey, endpoint }) {
  const added = await fetch(`${address}/v1/apps`, {
    method: 'POST',
    headers: { ...withKey, 'content-type': 'application/json' },
    body: JSON.stringify({ appId, endpoint, keys: { privateKey, alipayPublicKey } }),
  });
  if (added.status !== 201) throw new Error(`the application was not added: ${await added.text()}`);
  await fetch(`${address}/callback/${appId}?app_id=${appId}&app_auth_code=${merchant}`);
  const read = await fetch(address + tokenPath(appId), { headers: withKey });
  if (read.status !== 200) throw new Error(`the merchant was not authorized: ${await read.text()}`);
  return (await read.json()).token;
}

const tokenPath = (appId) => `/v1/apps/${appId}/authorizations/${merchant}/token`;

const proxiedExchange = (address, appId) => ({
  address,
  path: `/proxy/${appId}/${merchant}${path}`,
  method: 'POST',
  headers: { ...withKey, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Microseconds of CPU of one call: of the hub's process, of that of a bare proxy, and of one with the bare client. */
async function compareProxy({ servers, exchanges, load, client, turns, calls }) {
  const samples = { hub: numbers(), bareProxy: numbers(), client: numbers(), perSecond: numbers() };
  for (let turn = -1; turn < turns; turn += 1) {
    const count = turn < 0 ? warmUp : calls;
    const of = {};
    for (const name of turn % 2 === 0 ? ['hub', 'bareProxy'] : ['bareProxy', 'hub']) {
      await servers[name].ask({ command: 'beginCpu' });
      const { wall } = await load.ask({ command: 'request', ...exchanges[name], calls: count, inFlight });
      of[name] = { wall, ...(await servers[name].ask({ command: 'endCpu' })) };
    }
    const own = await client.ask({ command: 'callClient', path, body, calls: count, inFlight });
    if (turn < 0) continue;
    samples.hub.push(of.hub.cpu / calls);
    samples.bareProxy.push(of.bareProxy.cpu / calls);
    samples.client.push(own.cpu / calls);
    samples.perSecond.push((calls * 1_000) / of.hub.wall);
  }
  return {
    hubCpu: median(samples.hub),
    bareProxyCpu: median(samples.bareProxy),
    clientCpu: median(samples.client),
    ratio: median(ratios(samples.hub, samples.client)),
    bareProxyRatio: median(ratios(samples.bareProxy, samples.client)),
    callsPerSecond: median(samples.perSecond),
  };
}

/**
 * Requests per second, and microseconds of CPU of one: of a token that is in memory, of a bare route, and of a token that is
 * revealed with a reason, which is in the audit chain before its response.
 */
async function compareToken({ hub, bare, load, address, appId, turns, reads }) {
  const { address: bareAddress } = await bare.ask({ command: 'startBare' });
  const path = tokenPath(appId);
  const contestants = [
    { name: 'hub', server: hub, exchange: { address, path }, calls: reads },
    { name: 'bare', server: bare, exchange: { address: bareAddress, path }, calls: reads },
    { name: 'revealed', server: hub, exchange: { address, path: `${path}?reason=benchmark` }, calls: reads / 10 },
  ];
  const samples = Object.fromEntries(contestants.map(({ name }) => [name, { perSecond: numbers(), cpu: numbers() }]));
  for (let turn = -1; turn < turns; turn += 1) {
    for (const { name, server, exchange, calls } of turn % 2 === 0 ? contestants : contestants.toReversed()) {
      await server.ask({ command: 'beginCpu' });
      const { wall } = await load.ask({ command: 'request', ...exchange, headers: withKey, calls, inFlight });
      const { cpu } = await server.ask({ command: 'endCpu' });
      if (turn < 0) continue;
      samples[name]?.perSecond.push((calls * 1_000) / wall);
      samples[name]?.cpu.push(cpu / calls);
    }
  }
  const medians = Object.entries(samples).map(([name, { perSecond, cpu }]) => [
    name,
    { perSecond: median(perSecond), cpu: median(cpu) },
  ]);
  const rates = (name) => samples[name]?.perSecond ?? [];
  return { ...Object.fromEntries(medians), ratio: median(ratios(rates('hub'), rates('bare'))) };
}

/** Those of each turn, so that other work on the machine changes them little. */
const ratios = (values, others) => values.map((value, turn) => value / others[turn]);
