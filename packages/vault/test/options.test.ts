import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { openVault, type Vault, type VaultOptions, type VaultReport } from '../src/index.js';
import { safeReport } from '../src/options/safe-report.js';
import { until } from './support/invariants.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const alipayPublicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const client = new AlipayClient({ appId: '2021000000000001', privateKey, alipayPublicKey });
const k1 = Buffer.alloc(32, 1);
const right: VaultOptions = {
  applications: [{ client }],
  database: 'sqlite:./never-opened.db',
  masterKeys: { current: 'k1', keys: { k1 } },
  spoolDirectory: './never-made',
};

describe('openVault', () => {
  it.each<[string, object | null]>([
    ['databse: there is no such option; did you mean "database"?', { databse: '' }],
    ['frobnicate: there is no such option', { frobnicate: 1 }],
    [
      'options: expected { applications, database, masterKeys, spoolDirectory, connections, place, … }, found null',
      null,
    ],
    [
      'applications[1]: expected { client, notifyRule, redirectUri, rotation }, found null',
      { applications: [{ client }, null] },
    ],
    [
      'applications[0].notifyrule: there is no such option; did you mean "notifyRule"?',
      { applications: [{ client, notifyrule: 'V1' }] },
    ],
    [
      'applications[0].rotation.everyday: there is no such option; did you mean "everyDays"?',
      { applications: [{ client, rotation: { everyday: 3 } }] },
    ],
    [
      "applications[0].rotation: expected 'before-deadline', 'never' or { everyDays }, found null",
      { applications: [{ client, rotation: null }] },
    ],
    [
      'masterKeys.key: there is no such option; did you mean "keys"?',
      { masterKeys: { current: 'k1', keys: { k1 }, key: k1 } },
    ],
    ['eventTimeout: expected a whole number, 1 or more', { eventTimeout: 0 }],
    ['retention.audits: there is no such option; did you mean "audit"?', { retention: { audits: 3 } }],
    ["retention.events: expected a number of days, 1 to 36,500, or 'forever'", { retention: { events: 0 } }],
    ['database: expected an address, such as "sqlite:./lingpai.db"', { database: '' }],
    ['database: expected "sqlite:<file>", "postgres://…" or "mysql://…"', { database: 'redis://secret@host' }],
    ['database: expected a file, as in "sqlite:./lingpai.db"', { database: 'sqlite::memory:' }],
    ['applications: expected a list of { client, … }', { applications: client }],
    ['applications[0].client: expected an AlipayClient', { applications: [{ client: {} }] }],
    ['applications[1].client: two clients have the same appId', { applications: [{ client }, { client }] }],
    ["applications[0].notifyRule: expected 'V1' or 'V2'", { applications: [{ client, notifyRule: 'V3' }] }],
    [
      'applications[0].rotation.everyDays: expected a number of days, more than 0 and at most 3,650',
      { applications: [{ client, rotation: { everyDays: 0 } }] },
    ],
    ['masterKeys.current: expected the id of one of masterKeys.keys', { masterKeys: { current: 'k2', keys: { k1 } } }],
    [
      'masterKeys.keys.k1: expected 32 bytes, as bytes or base64',
      { masterKeys: { current: 'k1', keys: { k1: 'hunter2' } } },
    ],
    ['masterKeys: expected wrap and unwrap to be functions', { masterKeys: { current: 'k1', wrap: 1, unwrap: 2 } }],
    ['spoolDirectory: expected the path of a folder', { spoolDirectory: undefined }],
    ['lease: expected twice callTimeout or more', { lease: 10_000 }],
    ['freshFor: expected a whole number, 0 or more', { freshFor: -1 }],
    ['freshFor: expected at most 540000; a replaced token expires after 10 minutes', { freshFor: 600_000 }],
    ['staleFor: expected at most 540000; a replaced token expires after 10 minutes', { staleFor: 600_000 }],
    ['restored: expected true or false', { restored: 'yes' }],
    ['onEvent: expected a function', { onEvent: 1 }],
  ])('says %s', async (message, wrong) => {
    const options = wrong === null ? wrong : { ...right, ...wrong };
    await expect(openVault(options as VaultOptions)).rejects.toThrow(new TypeError(message));
  });
});

describe('a method', () => {
  it.each<[string, (vault: Vault) => unknown]>([
    [
      "code: expected the redirect's app_auth_code, found null; a redirect without a code means that the merchant declined, and there is nothing to redeem",
      (vault) => vault.redeem({ appId: client.appId, code: new URLSearchParams('').get('code') as never }),
    ],
    [
      "code: expected the redirect's app_auth_code, found an empty text; a redirect without a code means that the merchant declined, and there is nothing to redeem",
      (vault) => vault.redeem({ appId: client.appId, code: '' }),
    ],
    [
      "state: expected the redirect's state, found null; when the redirect has none, leave it out: the authorization is then unassigned",
      (vault) => vault.redeem({ appId: client.appId, code: 'c', state: new URLSearchParams('').get('state') as never }),
    ],
    [
      "state: expected the redirect's state, found an empty text; when the redirect has none, leave it out: the authorization is then unassigned",
      (vault) => vault.redeem({ appId: client.appId, code: 'c', state: '' }),
    ],
    [
      'options: expected { appId, code, state, reference }, found undefined',
      (vault) => vault.redeem(undefined as never),
    ],
    [
      'refrence: there is no such option; did you mean "reference"?',
      (vault) => vault.redeem({ appId: client.appId, code: 'c', refrence: 'r' } as never),
    ],
    [
      'reasn: there is no such option; did you mean "reason"?',
      (vault) => vault.rotate('a', 'b', { reasn: '' } as never),
    ],
    ['limit: expected a whole number, 1 to 1,000', (vault) => vault.history('a', 'b', { limit: 0 })],
    ['limit: expected a whole number, 1 to 1,000', (vault) => vault.quarantine({ limit: 1.5 })],
    ['text: expected text', (vault) => vault.search({ text: '' })],
    ['limit: expected a whole number, 1 to 100', (vault) => vault.search({ text: 'a', limit: 101 })],
    ['pageSize: expected a whole number, 1 to 1,000', (vault) => vault.operations({ pageSize: 0 }).next()],
    ['width: expected a whole number, 1 or more', (vault) => vault.counts({ from: 0, width: 0, buckets: 1 })],
    ['to: expected a whole number, 0 or more', (vault) => vault.countOperations({ from: 0, to: -1 })],
    ['authAppId: expected it together with appId', (vault) => vault.auditTrail({ authAppId: 'a' }).next()],
    [
      'pagesize: there is no such option; did you mean "pageSize"?',
      async (vault) => vault.list({ pagesize: 1 } as never),
    ],
    ['frm: there is no such option; did you mean "from"?', async (vault) => vault.events({ frm: 1 } as never)],
    ['onProgress: expected a function', (vault) => vault.export({ to: './never-made', onProgress: 1 as never })],
    ['signal: expected an AbortSignal', (vault) => vault.verifyAudit({ signal: 1 as never })],
    ['signal: expected an AbortSignal', (vault) => vault.reseal({ signal: 1 as never })],
    ['to: expected the path of a file', (vault) => vault.export({ to: '' })],
    ['path: there is no such option', (vault) => vault.backup({ path: 'x' } as never)],
    [
      'from: expected the path of a file that export wrote, or a list of records',
      (vault) => vault.import({ from: { authAppId: 'a' } as never }),
    ],
    [
      'from[0].authAppID: there is no such option; did you mean "authAppId"?',
      (vault) => vault.import({ from: [{ appId: client.appId, authAppID: 'a', appAuthToken: 't' } as never] }),
    ],
    [
      'from[0]: expected { appId, authAppId, userId, appAuthToken, appRefreshToken, issuedAt, … }, found null',
      (vault) => vault.import({ from: [null as never] }),
    ],
  ])('says %s', async (message, call) => {
    const folder = mkdtempSync(join(tmpdir(), 'lingpai-options-'));
    const vault = await openVault({ ...right, database: `sqlite:${folder}/vault.db`, spoolDirectory: folder });
    try {
      await expect((async () => call(vault))()).rejects.toThrow(new TypeError(message));
    } finally {
      await vault.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a report', () => {
  const report = {
    kind: 'clock-skew',
    appId: '2021',
    message: 'the clocks differ',
    cause: new Error('secret'),
  } as const;
  const hooks: readonly (((report: VaultReport) => void) | undefined)[] = [
    undefined,
    () => {
      throw new Error('the hook is broken');
    },
    async () => {
      throw new Error('the hook is broken');
    },
  ];

  it.each(hooks)('becomes a process warning when no hook takes it', async (hook) => {
    const warnings: (Error & { code?: string; detail?: string })[] = [];
    const listener = (warning: Error) => void warnings.push(warning);
    process.on('warning', listener);
    safeReport(hook)(report);
    await until('the warning is emitted', () => warnings.length > 0);
    process.off('warning', listener);
    expect(warnings).toMatchObject([
      {
        name: 'LingpaiVaultWarning',
        code: 'clock-skew',
        message: 'the clocks differ',
        detail: 'appId: 2021, cause: Error',
      },
    ]);
  });
});
