import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandHub } from '../support/command-hub.js';
import { CommandLine } from '../support/command-line.js';

let hub: CommandHub;
beforeAll(async () => {
  hub = await CommandHub.start();
  await hub.grant('2021000000000777');
  await hub.grant('2021000000000778');
});
afterAll(() => hub[Symbol.asyncDispose]());

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const place = { folder: hub.folder, environment: { LINGPAI_CONFIG: 'lingpai.config.yaml', ...environment } };
  const command = new CommandLine(place, ...args);
  const exitCode = await command.exitCode();
  return { exitCode, output: command.output, errors: command.errors };
}

const path = (name: string) => join(hub.folder, name);

describe('lingpai backup', () => {
  it('copies the database while the hub runs, and overwrites nothing', async () => {
    const first = await run(['backup', 'copy.db']);
    expect(first).toMatchObject({ exitCode: 0, errors: '' });
    expect(statSync(path('copy.db')).size).toBeGreaterThan(10_000);
    const second = await run(['backup', 'copy.db']);
    expect(second.exitCode).toBe(1);
    expect(second.errors).toMatch(/^error: .+\n$/);
  });

  it('writes what is opened only once it is declared as restored, and then for good', async () => {
    expect((await run(['backup', 'restored.db'])).exitCode).toBe(0);
    const copy = { LINGPAI_DATABASE_URL: 'sqlite:./restored.db', LINGPAI_SPOOL_DIRECTORY: './spool-of-copy' };
    const refused = await run(['list'], copy);
    expect(refused.exitCode).toBe(1);
    expect(refused.errors).toContain('the database is not where it was');
    const declared = await run(['list', '--json'], { ...copy, LINGPAI_DATABASE_RESTORED: 'true' });
    expect(declared.exitCode).toBe(0);
    expect(declared.output).toContain('2021000000000777');
    expect(await run(['list', '--json'], copy)).toEqual(declared);
  });
});

describe('lingpai export and import', () => {
  it('write a sealed file without progress where there is no terminal, and read it again', async () => {
    const exported = await run(['export', 'all.export', '--json']);
    expect(exported).toMatchObject({ exitCode: 0, errors: '' });
    expect(JSON.parse(exported.output)).toEqual({ authorizations: 2, pairs: 2, unreadable: 0 });
    expect(readFileSync(path('all.export'), 'utf8')).not.toContain('2021000000000777');
    const dry = await run(['import', 'all.export', '--dry-run']);
    expect(dry.output).toBe('would import; authorizations: 2, token pairs: 2\n');
    const damaged = readFileSync(path('all.export'), 'utf8').trim().split('\n').slice(0, -1).join('\n');
    writeFileSync(path('damaged.export'), damaged);
    const refused = await run(['import', 'damaged.export']);
    expect(refused).toMatchObject({ exitCode: 1, errors: 'error: the file to import is not whole\n' });
  });

  it('take over a table of tokens, and name the line that is wrong without showing it', async () => {
    const { appId } = hub.app;
    const pair = await hub.grantElsewhere('2021000000000900');
    const record = { appId, authAppId: '2021000000000900', ...pair, reference: 'from-table' };
    writeFileSync(path('table.jsonl'), `${JSON.stringify(record)}\n\n`);
    const imported = await run(['import', 'table.jsonl', '--records']);
    expect(imported).toMatchObject({
      exitCode: 0,
      output: 'imported; authorizations: 1, token pairs: 1\n',
      errors: '',
    });
    const shown = await (await hub.request('GET', `/v1/apps/${appId}/authorizations/2021000000000900`)).json();
    expect(shown).toMatchObject({ reference: 'from-table' });
    writeFileSync(path('table.jsonl'), `${JSON.stringify(record)}\n{"appAuthToken": "hidden",\n`);
    const refused = await run(['import', 'table.jsonl', '--records']);
    expect(refused).toMatchObject({ exitCode: 1, errors: 'error: table.jsonl, line 2: expected a JSON object\n' });
  });
});

describe('lingpai prune', () => {
  it('says how much is too old, and erases it', async () => {
    const dry = await run(['prune', '--dry-run']);
    expect(dry).toMatchObject({ exitCode: 0, errors: '' });
    expect(dry.output).toMatch(/^ retention +days +rows to erase\n operations +90 +0\n/);
    const forever = await run(['prune', '--json'], { LINGPAI_RETENTION_AUDIT: 'forever' });
    expect(JSON.parse(forever.output)).toMatchObject({ erased: true });
    expect(JSON.parse(forever.output).history).toContainEqual({ kind: 'audit', days: 'forever', rows: 0 });
  });
});

describe('lingpai master-key', () => {
  it('leads through a change of master key', async () => {
    const dry = await run(['master-key', 'new', '--dry-run']);
    expect(dry.output).toBe('would add the key "k2" to ./master-keys\n');
    const before = readFileSync(path('master-keys'), 'utf8');
    expect((await run(['master-key', 'new'])).output).toContain('added the key "k2" to ./master-keys');
    const file = readFileSync(path('master-keys'), 'utf8');
    expect(file).toMatch(new RegExp(`^${before.replaceAll(/[+/]/g, '\\$&')}k2: [A-Za-z0-9+/]{43}=\n$`));
    expect(statSync(path('master-keys')).mode & 0o777).toBe(0o600);
    expect(existsSync(path('master-keys.part'))).toBe(false);

    const current = { LINGPAI_MASTER_KEYS_CURRENT: 'k2' };
    await hub.serveAgain(current);
    const would = await run(['master-key', 'reseal', '--dry-run'], current);
    expect(would.output).toContain('what is sealed with: k1');
    const resealed = await run(['master-key', 'reseal'], current);
    expect(resealed).toMatchObject({ exitCode: 0, errors: '' });
    expect(resealed.output).toMatch(/^rows sealed with the current key: \d+\nno longer used: k1\n$/);
    const { output } = await run(['master-key', 'status', '--json'], current);
    expect(JSON.parse(output)).toMatchObject([
      { id: 'k1', isCurrent: false, isGiven: true, isUsed: false },
      { id: 'k2', isCurrent: true, isGiven: true, isUsed: true },
    ]);
  });
});
