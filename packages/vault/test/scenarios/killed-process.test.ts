import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlipayClient } from '@lingpai/alipay';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KillPoint, killPoints, openVault, type Vault } from '../../src/index.js';
import { describeEngines, type TestDatabase } from '../support/engines.js';
import { LocalAlipay } from '../support/local-alipay.js';

const masterKey = Buffer.alloc(32, 7).toString('base64');
const program = fileURLToPath(new URL('../fixtures/dying-worker.mjs', import.meta.url));

let sandbox: LocalAlipay;

beforeAll(async () => {
  sandbox = await LocalAlipay.start();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const consent = (authAppId: string) =>
  sandbox.consent({
    appId: sandbox.app().appId,
    merchantApplications: [{ authAppId, userId: '2088000000000001', kind: 'WEBAPP' }],
  });

async function liveTokens(authAppId: string): Promise<string[]> {
  const { authorizations, now } = await sandbox.state();
  const found = authorizations.find((one) => one.authAppId === authAppId);
  return (found?.pairs ?? []).flatMap((pair) => ((pair.tokenExpiresAt ?? Infinity) > now ? [pair.appAuthToken] : []));
}

/** @returns the signal that ended it, or its exit code */
async function work(database: TestDatabase, spoolDirectory: string, job: object): Promise<unknown> {
  const { endpoint } = sandbox;
  const details = { endpoint, app: sandbox.app(), database: database.url, spoolDirectory, masterKey, ...job };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, LINGPAI_WORK: JSON.stringify(details) },
    stdio: 'inherit',
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

function open(database: TestDatabase, spoolDirectory: string): Promise<Vault> {
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
  const masterKeys = { current: 'k1', keys: { k1: masterKey } };
  return openVault({
    applications: [{ client }],
    database: database.url,
    spoolDirectory,
    masterKeys,
    rotationSpacing: 0,
  });
}

/** Everywhere with the engine that needs no server; where they differ most with the others. */
const within = (points: readonly KillPoint[]) => (engine: string) =>
  points.filter((_, index) => engine === 'sqlite' || index % 5 === 4);
const rotating = within(killPoints.filter((point) => !point.endsWith('delivery')));

describeEngines('a process that is killed', ({ engine, database: databaseOf }) => {
  it.each(rotating(engine))('%s of a rotation, loses nothing', async (killAt) => {
    const database = databaseOf();
    const spoolDirectory = mkdtempSync(join(database.folder, 'spool-'));
    const authAppId = `${engine}-${killAt}`;
    const { appId } = sandbox.app();
    let vault = await open(database, spoolDirectory);
    try {
      await vault.redeem({ appId, code: (await consent(authAppId)).app_auth_code });
      const before = await vault.token(appId, authAppId);
      expect(await work(database, spoolDirectory, { killAt, action: 'rotate', authAppId })).toBe('SIGKILL');
      expect(await liveTokens(authAppId)).toContain((await vault.token(appId, authAppId)).value);
      await vault.close();
      vault = await open(database, spoolDirectory);
      const { operations } = await vault.history(appId, authAppId);
      expect(operations.length).toBeLessThanOrEqual(1);
      const token = await vault.token(appId, authAppId);
      expect(await liveTokens(authAppId)).toContain(token.value);
      expect(token.value === before.value).toBe(killAt !== 'after-applied');
      expect(await vault.authorization(appId, authAppId)).toMatchObject({ state: 'active' });
      expect(await vault.verifyAudit()).toMatchObject({ broken: [] });
    } finally {
      await vault.close();
    }
  });

  it.each(rotating(engine))('%s of a redemption, loses nothing that a notification brings', async (killAt) => {
    const database = databaseOf();
    const spoolDirectory = mkdtempSync(join(database.folder, 'spool-'));
    const authAppId = `${engine}-redeemed-${killAt}`;
    const { appId } = sandbox.app();
    const { app_auth_code: code } = await consent(authAppId);
    const notification = (await sandbox.notifications()).findLast((one) => one.authAppId === authAppId);
    if (notification === undefined) throw new Error('a consent is told');
    await (await open(database, spoolDirectory)).close();
    expect(await work(database, spoolDirectory, { killAt, action: 'redeem', code })).toBe('SIGKILL');
    const vault = await open(database, spoolDirectory);
    try {
      expect(await vault.receiveNotification(appId, await sandbox.post(notification))).toBe('success');
      expect(await liveTokens(authAppId)).toContain((await vault.token(appId, authAppId)).value);
      expect((await vault.history(appId, authAppId)).pairs).toHaveLength(1);
      expect(await vault.verifyAudit()).toMatchObject({ broken: [] });
    } finally {
      await vault.close();
    }
  });
});
