// One process that rotates: with the vault, or with nothing but the client. Told over IPC what to do.

import { setTimeout as pause } from 'node:timers/promises';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
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
    process.send({ result: await commands[command](parameters) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
