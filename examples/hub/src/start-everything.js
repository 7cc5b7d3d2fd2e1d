import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { startHub } from '@lingpai/hub';
import { startSandbox } from '@lingpai/sandbox';
import { DemoClock } from './demo-clock.js';
import { freePort } from './free-port.js';
import { HubClient } from './hub-client.js';
import { hubSettings } from './hub-settings.js';
import { Receiver } from './receiver.js';

const hour = 3_600;

/** Starts a local Alipay, the hub as the service of its application, and a receiver of webhooks. Nothing remains after `close`. */
export async function startEverything() {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-'));
  /** What has been started, to be closed in the opposite order. @type {(() => unknown)[]} */
  const closing = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const clock = new DemoClock();
    const sandbox = await startSandbox({
      port: await freePort(Number(env.SANDBOX_PORT ?? 4010)),
      applications: [{ mode: 'key' }],
      clock: clock.now,
      // Hours instead of a year, so that rotations can be watched.
      settings: { expiresIn: 4 * hour, reExpiresIn: 6 * hour },
    });
    closing.push(() => sandbox.close());

    const adminKey = `lpk_${randomBytes(32).toString('base64url')}`;
    const settings = hubSettings({ folder, port: await freePort(Number(env.PORT ?? 8080)), adminKey });
    const hub = await startHub(settings, { clock: clock.now, logTo: process.stderr });
    closing.push(() => hub.stop());

    const api = new HubClient(hub.address, adminKey);
    const receiver = new Receiver(clock.now);
    closing.push(() => receiver.close());
    receiver.secret = (await api.request('POST', '/v1/webhooks', { url: await receiver.listen() })).secret;
    const appId = await addApplication(api, sandbox);
    const scopes = ['read', 'token', 'proxy', 'webhooks', 'manage'];
    const { key } = await api.request('POST', '/v1/keys', { name: 'demo', scopes });
    return { appId, api: new HubClient(hub.address, key), clock, close, key, receiver, sandbox };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @typedef {Awaited<ReturnType<typeof startEverything>>} Running */

/** @param {HubClient} api @param {import('@lingpai/sandbox').RunningSandbox} sandbox */
async function addApplication(api, sandbox) {
  const { appId, privateKey, alipayPublicKey } = sandbox.app();
  const keys = { privateKey, alipayPublicKey };
  const added = await api.request('POST', '/v1/apps', { appId, endpoint: sandbox.endpoint, keys });
  // What a service provider enters in Alipay's console.
  sandbox.updateApplication(appId, { redirectUris: [added.callbackUrl], notifyUrl: added.notifyUrl });
  return appId;
}
