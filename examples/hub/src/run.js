import { once } from 'node:events';
import { authorize, merchants } from './merchants.js';
import { startEverything } from './start-everything.js';
import { makeTraffic } from './traffic.js';
import { walkThrough } from './walk-through.js';

/** How many times as fast as time the clock goes after the walk. */
const speed = 60;

/**
 * Runs everything: the walk through, and unless `isOnce`, traffic until a signal.
 *
 * @param {{ isOnce: boolean, prepare?: (running: import('./start-everything.js').Running) => void }} options `prepare` is called
 *   before the walk
 * @returns {Promise<number>} the exit code
 */
export async function run({ isOnce, prepare = () => undefined }) {
  const stopped = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  const running = await startEverything();
  try {
    prepare(running);
    await walkThrough(running, console.log);
    if (!isOnce) await keepRunning(running, stopped);
    return 0;
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await running.close();
  }
}

/** @param {import('./start-everything.js').Running} running @param {Promise<unknown>} stopped */
async function keepRunning(running, stopped) {
  const stopping = new AbortController();
  for (const merchant of merchants) await authorize(running, merchant);
  running.clock.accelerate(speed);
  console.log(guide(running));
  const traffic = makeTraffic(running, { signal: stopping.signal });
  await Promise.race([stopped, traffic]);
  stopping.abort();
  await traffic;
}

/** @param {import('./start-everything.js').Running} running */
const guide = ({ api, key, sandbox }) => `
Three merchants have authorized, their customers pay, and an hour passes in a minute.

The hub              ${api.address}
Its API reference    ${api.address}/docs
Alipay's dashboard   ${sandbox.endpoint}
API key              ${key}

  export LINGPAI_URL=${api.address} LINGPAI_KEY=${key}
  npx lingpai list
  npx lingpai events tail
  npx lingpai call alipay.trade.query '{"out_trade_no":"order_1"}' --as ${merchants[0]?.authAppId}

Ctrl-C stops everything, and nothing of it remains.`;
