// One process that rotates: with the vault, or with nothing but the client. Told over IPC what to do.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { percentile, timeReads } from './measure.mjs';
import { appId, authAppIdOf, newResponse } from './merchants.mjs';
import { createClient, openBenchVault } from './open-vault.mjs';

let opened;
let tokens;

const commands = {
  async openVault(options) {
    opened = await openBenchVault(options);
    return {};
  },
  openClient({ alipay }) {
    tokens = new AlipayOpenAuthTokenApi(createClient(alipay));
    return {};
  },
  /** Makes so many refreshes, `inFlight` at a time. */
  async refresh({ calls, inFlight }) {
    let started = 0;
    const lane = async () => {
      while (started < calls) {
        const { app_refresh_token } = newResponse(authAppIdOf(started));
        started += 1;
        await tokens.app({ grant_type: 'refresh_token', refresh_token: app_refresh_token }, { retry: false });
      }
    };
    return measured(() => Promise.all(Array.from({ length: inFlight }, lane)));
  },
  /** Does what the worker for rotations does until nothing is due any more. */
  async rotateDue() {
    return measured(async () => {
      do {
        while (await opened.turns.rotation());
        await pause(10);
      } while (await isAnythingDue(opened.context));
    });
  },
  /** So many callers rotate one merchant at once. @returns the generations that they were told */
  async rotateOne({ authAppId, callers }) {
    const rows = await Promise.all(Array.from({ length: callers }, () => opened.vault.rotate(appId, authAppId)));
    return { generations: [...new Set(rows.map(({ generation }) => generation))] };
  },
  /** So many merchants are rotated at once. @returns milliseconds for which the event loop was held, and the rate */
  async rotateTogether({ first, simultaneous, size }) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const before = performance.now();
    await Promise.all(
      Array.from({ length: simultaneous }, (_, index) =>
        opened.vault.rotate(appId, authAppIdOf((first + index) % size)),
      ),
    );
    const seconds = (performance.now() - before) / 1000;
    delay.disable();
    return { delayP99: delay.percentile(99) / 1e6, delayMost: delay.max / 1e6, rate: simultaneous / seconds };
  },
  async readOneByOne({ reads, size }) {
    const samples = await timeReads(opened.vault, size, reads);
    return { readP50: percentile(samples, 0.5), readP99: percentile(samples, 0.99) };
  },
  /** Reads every token once, several at a time. */
  async readAll({ size }) {
    let next = 0;
    const lane = async () => {
      while (next < size) await opened.vault.token(appId, authAppIdOf(next++));
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    return {};
  },
  /** @returns bytes, after a collection */
  memory() {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed };
  },
  async close() {
    await opened?.vault.close();
    return {};
  },
};

async function measured(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system };
}

async function isAnythingDue({ store, clock }) {
  const due = await store.read((database) =>
    database
      .selectFrom('authorization')
      .select('due_at')
      .where('app_id', '=', appId)
      .where('due_at', '<=', clock())
      .limit(1)
      .execute(),
  );
  return due.length > 0;
}

process.on('message', async ({ command, ...parameters }) => {
  try {
    process.send?.({ result: await commands[command](parameters) });
  } catch (error) {
    process.send?.({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
