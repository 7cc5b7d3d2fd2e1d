import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/config/check-settings.js';
import type { SettingsTree } from '../../src/config/load-settings.js';
import { startHub } from '../../src/start-hub.js';
import { HubWorld } from '../support/hub-world.js';

let world: HubWorld;
beforeAll(async () => {
  world = await HubWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

async function refusal(differing: SettingsTree): Promise<string> {
  const settings = checkSettings({ ...(await world.settings()), ...differing });
  try {
    await (await startHub(settings, { logTo: { write: () => undefined } })).stop();
  } catch (error) {
    expect(error).toMatchObject({ name: 'SettingsError' });
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
  return 'it started';
}

describe('a hub that cannot start says why in one sentence', () => {
  it('when its port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = Object(server.address());
    expect(await refusal({ listen: { host: '127.0.0.1', port } })).toBe(
      `listen.port: ${port} is in use by another process`,
    );
    server.close();
  });

  it('when the machine does not have its address', async () => {
    const listen = { host: '192.0.2.1', port: 0 };
    expect(await refusal({ listen, allowPlainHttp: true })).toBe('listen.host: this machine has no address 192.0.2.1');
  });

  it('when the master key is another one', async () => {
    const masterKeys = { current: 'k1', keys: { k1: Buffer.alloc(32, 9).toString('base64') } };
    expect(await refusal({ masterKeys })).toBe('masterKeys: the key "k1" is not the one that sealed this database');
  });

  it('when the database cannot be reached, without its password', async () => {
    const message = await refusal({ database: { url: 'postgres://lingpai:hunter2@127.0.0.1:1/lingpai' } });
    expect(message).toContain('127.0.0.1:1');
    expect(message).not.toContain('hunter2');
  });

  it('when a certificate cannot be used', async () => {
    const file = join(world.database.folder, 'cert.pem');
    writeFileSync(file, 'this is no certificate');
    expect(await refusal({ tls: { certificateFile: file, keyFile: file } })).toMatch(
      /^tls: the certificate and the key cannot/,
    );
    expect(await refusal({ tls: { certificateFile: '/nowhere', keyFile: file } })).toBe(
      'tls.certificateFile: the file /nowhere cannot be read (ENOENT)',
    );
  });

  it('when the database is lost or empty, naming the setting that goes on', async () => {
    const spoolDirectory = join(world.database.folder, 'spool-of-another');
    mkdirSync(spoolDirectory);
    writeFileSync(join(spoolDirectory, 'witness.json'), '{ "vaultId": "another", "operationId": "one" }');
    expect(await refusal({ spoolDirectory })).toContain('open it once with database.restored: true');
    const empty = join(world.database.folder, 'empty.db');
    writeFileSync(empty, '');
    expect(await refusal({ database: { url: `sqlite:${empty}` } })).toContain('with database.create: true');
  });

  it('when the module of a key management service is wrong', async () => {
    const module = join(world.database.folder, 'kms.mjs');
    writeFileSync(module, 'export const wrap = 1;');
    expect(await refusal({ masterKeys: { current: 'k1', module } })).toMatch(
      /^masterKeys.module: expected .* to export/,
    );
  });
});

it('a new admin key in the settings replaces a lost one', async () => {
  const next = `lpk_${'z'.repeat(43)}`;
  const node = await world.startNode({ adminKey: next });
  expect((await node.request('GET', '/v1/keys', { key: next })).status).toBe(200);
  expect((await node.request('GET', '/v1/keys')).json).toMatchObject({ code: 'invalid-key' });
});
