import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadedPackages } from './support/loaded-packages.js';
import { Receiver } from './support/receiver.js';

let sandbox: RunningSandbox;
let folder: string;
const document = { openapi: '3.0.3', paths: {}, components: { schemas: {} } };

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'lingpai-loading-'));
  writeFileSync(join(folder, 'document.json'), JSON.stringify(document));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.close();
});

/** Every package that a successful run has loaded. */
async function packages(args: readonly string[], until?: string): Promise<readonly string[]> {
  const run = await loadedPackages(args, until);
  expect([run.errors, run.exitCode]).toEqual(['', 0]);
  return run.packages;
}

describe('a command loads only what it uses:', () => {
  it.each(['--version', '--help', 'apis refund', 'catalogue diff --help'])(
    'the parser of the command line, and nothing else: lingpai %s',
    async (line) => {
      expect(await packages(line.split(' '))).toEqual(['commander']);
    },
  );

  it('the texts of the generator: lingpai apis <id>', async () => {
    expect(await packages(['apis', 'alipay.trade.refund'])).toEqual(['@lingpai/alipay/generator', 'commander']);
  });

  it('the client: lingpai call', async () => {
    const order = '{"out_trade_no":"loading","subject":"Tea","total_amount":"8.80"}';
    const args = ['call', 'alipay.trade.create', order, '--sandbox', sandbox.endpoint];
    expect(await packages(args)).toEqual(['@lingpai/alipay', 'commander']);
  });

  it('the client where a payment is made: lingpai trigger', async () => {
    await using receiver = await Receiver.start();
    const more = ['--to', receiver.url, '--sandbox', sandbox.endpoint];
    expect(await packages(['trigger', 'trade_status_sync', ...more])).toEqual(['@lingpai/alipay', 'commander']);
    expect(await packages(['trigger', 'servicemarket_order_notify', ...more])).toEqual(['commander']);
  });

  it('nothing more: lingpai listen', async () => {
    const args = ['listen', '--forward-to', 'http://127.0.0.1:1/', '--sandbox', sandbox.endpoint];
    expect(await packages(args, 'forwarding')).toEqual(['commander']);
  });

  it('the generator: lingpai generate', async () => {
    const args = ['generate', '--from', join(folder, 'document.json'), '--out', join(folder, 'apis')];
    expect(await packages(args)).toEqual(['@lingpai/alipay/generator', 'commander']);
  });

  it('neither hub nor database until they are needed: lingpai init, lingpai serve --help', async () => {
    expect(await packages(['init', '--dry-run', '--directory', folder])).toEqual(['commander']);
    expect(await packages(['serve', '--help'])).toEqual(['commander']);
    expect(await packages(['doctor', '--help'])).toEqual(['commander']);
  });

  it('neither vault nor hub, nor a driver of a database: lingpai sandbox', async () => {
    const loaded = await packages(['sandbox', '--port', '0', '--json'], 'ready');
    expect(loaded).toEqual(expect.arrayContaining(['@lingpai/sandbox', 'commander']));
    const databases = ['@lingpai/database', 'kysely', 'libsql', 'mysql2', 'pg'];
    const others = ['@lingpai/hub', '@lingpai/vault', '@lingpai/console', ...databases, 'cli-table3', 'yaml'];
    expect(loaded.filter((name) => others.includes(name))).toEqual([]);
  });
});
