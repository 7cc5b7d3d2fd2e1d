import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AlipayClient } from '@lingpai/alipay';
import type { ApplicationCredentials, StateSnapshot } from '@lingpai/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KillPoint, killPoints, openVault, type Vault } from '../../src/index.js';
import { describeEngines, type TestDatabase } from '../support/engines.js';

interface Ready {
  readonly endpoint: string;
  readonly app: ApplicationCredentials;
}

const masterKey = Buffer.alloc(32, 7).toString('base64');
const fixtures = new URL('../fixtures/', import.meta.url);
const path = (name: string) => new URL(name, fixtures).pathname;

let sandbox: ChildProcess;
let ready: Ready;

beforeAll(async () => {
  sandbox = spawn(process.execPath, [path('sandbox.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (sandbox.stdout === null) throw new Error('there is no output');
  const [line] = await once(createInterface({ input: sandbox.stdout }), 'line');
  ready = JSON.parse(line);
}, 30_000);
afterAll(() => sandbox.kill());

async function control<T>(method: string, where: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  return (await fetch(`${ready.endpoint}${where}`, init)).json() as Promise<T>;
}

const consent = (authAppId: string) =>
  control<{ app_auth_code: string }>('POST', '/sandbox/consents', {
    appId: ready.app.appId,
    authApps: [{ authAppId, userId: '2088000000000001', kind: 'WEBAPP' }],
  });

async function liveTokens(authAppId: string): Promise<string[]> {
  const state = await control<StateSnapshot>('GET', '/sandbox/state');
  const found = state.authorizations.find((one) => one.authAppId === authAppId);
  return (found?.pairs ?? []).flatMap((pair) =>
    (pair.tokenDiesAt ?? Infinity) > state.now ? [pair.appAuthToken] : [],
  );
}

/** @returns the signal that ended it, or its exit code */
async function work(database: TestDatabase, spoolDirectory: string, job: object): Promise<unknown> {
  const details = { ...ready, database: database.url, spoolDirectory, masterKey, ...job };
  const child = spawn(process.execPath, [path('dying-worker.mjs')], {
    env: { ...process.env, LINGPAI_WORK: JSON.stringify(details) },
    stdio: 'inherit',
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

function open(database: TestDatabase, spoolDirectory: string): Promise<Vault> {
  const { appId, privateKey = '', alipayPublicKey } = ready.app;
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: ready.endpoint });
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
  it.each(rotating(engine))('scenario 1: %s of a rotation, loses nothing', async (killAt) => {
    const database = databaseOf();
    const spoolDirectory = mkdtempSync(join(database.folder, 'spool-'));
    const authAppId = `${engine}-${killAt}`;
    const { appId } = ready.app;
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
});
