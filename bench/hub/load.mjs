// Makes requests to a hub, or the same calls with the bare client, in a process of its own. Told over IPC what to do.
import { AlipayClient, undiciTransport } from '@lingpai/alipay';
import { Agent } from 'undici';
import { signedNotifications } from './signed-notifications.mjs';

/** The load is on the same cores as what is measured: it takes as little of them as it can. */
const exchange = undiciTransport(new Agent({ connections: 256 }));
let client;
let bodies = [];

const commands = {
  openClient({ appId, privateKey, alipayPublicKey, endpoint, appAuthToken }) {
    client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint }).onBehalfOf(appAuthToken);
    return {};
  },
  /** The call of a program that signs itself. @returns microseconds of CPU */
  async callClient({ path, body, calls, inFlight }) {
    const before = process.cpuUsage();
    await inLanes(calls, inFlight, () => client.request({ method: 'POST', path, body }));
    const { user, system } = process.cpuUsage(before);
    return { cpu: user + system };
  },
  /** @returns milliseconds */
  async request({ calls, inFlight, ...asked }) {
    const before = performance.now();
    await inLanes(calls, inFlight, () => send(asked));
    return { wall: performance.now() - before };
  },
  async signNotifications(asked) {
    bodies = await signedNotifications(asked);
    return {};
  },
  /** Sends notifications that were signed before, so many a second. @returns milliseconds from when each was to be sent */
  async notify({ address, appId, count, rate }) {
    const asked = {
      address,
      path: `/notify/${appId}`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    const latencies = [];
    let failed = 0;
    const began = performance.now();
    const under = bodies.splice(0, count).map(async (body, index) => {
      const due = began + (index * 1_000) / rate;
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await send({ ...asked, body }).catch(() => {
        failed += 1;
      });
      latencies.push(performance.now() - due);
    });
    await Promise.all(under);
    const sorted = latencies.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    const perSecond = ((count - failed) * 1_000) / (performance.now() - began);
    return { count, failed, perSecond, p50: at(0.5), p99: at(0.99), most: sorted.at(-1) };
  },
};

async function inLanes(calls, inFlight, run) {
  let started = 0;
  const lane = async () => {
    while (started < calls) {
      started += 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** @param {any} asked */
async function send({ address, path, method = 'GET', headers = {}, body }) {
  const url = address + path;
  const { status } = await exchange({ method, url, headers, body, timeout: 60_000, maxResponseBytes: 2 ** 20 });
  if (status !== 200) throw new Error(`${method} ${path}: status ${status}`);
}

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
