import { generateKeyPairSync } from 'node:crypto';
import { AlipayClient } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { openVault, type VaultOptions } from '../src/index.js';

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
  it.each<[string, object]>([
    ['databse: there is no such option', { databse: '' }],
    ['database: expected an address, such as "sqlite:./lingpai.db"', { database: '' }],
    ['database: expected "sqlite:<file>", "postgres://…" or "mysql://…"', { database: 'redis://secret@host' }],
    ['database: expected a file, as in "sqlite:./lingpai.db"', { database: 'sqlite::memory:' }],
    ['applications: expected a list of { client, … }', { applications: [] }],
    ['applications[0].client: expected an AlipayClient', { applications: [{ client: {} }] }],
    ['applications[1].client: two clients have the same appId', { applications: [{ client }, { client }] }],
    ["applications[0].notifyRule: expected 'V1' or 'V2'", { applications: [{ client, notifyRule: 'V3' }] }],
    [
      "applications[0].rotation: expected 'before-deadline', 'never' or { everyDays }",
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
    ['restored: expected true or false', { restored: 'yes' }],
    ['onEvent: expected a function', { onEvent: 1 }],
  ])('says %s', async (message, wrong) => {
    await expect(openVault({ ...right, ...wrong })).rejects.toThrow(new TypeError(message));
  });
});
