import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandHub } from '../support/command-hub.js';
import { CommandLine } from '../support/command-line.js';

let hub: CommandHub;
beforeAll(async () => {
  hub = await CommandHub.configure();
});
afterAll(() => hub[Symbol.asyncDispose]());

const names = ['lingpai.config.yaml', 'master-keys', 'admin-key'];
const content = (name: string) => readFileSync(join(hub.folder, name), 'utf8');

describe('lingpai init', () => {
  it('writes a configuration, and keys that only their owner can read', () => {
    const modes = names.map((name) => (statSync(join(hub.folder, name)).mode & 0o777).toString(8));
    expect(modes.slice(1)).toEqual(['600', '600']);
    expect(content('master-keys')).toMatch(/^k1: [A-Za-z0-9+/]{43}=\n$/);
    expect(content('admin-key')).toMatch(/^lpk_[\w-]{43}\n$/);
    expect(content('lingpai.config.yaml')).not.toContain(content('admin-key').trim());
  });

  it('says what to enter at Alipay, shows no key, and writes nothing with --dry-run', async () => {
    const folder = join(hub.folder, 'other');
    const run = hub.run('init', '--dry-run', '--directory', folder, '--public-url', 'https://pay.example.com/');
    expect(await run.exitCode()).toBe(0);
    expect(run.output).toContain('application gateway     https://pay.example.com/notify/<appId>');
    expect(run.output).toContain('publicUrl: "https://pay.example.com"');
    expect(run.output).not.toContain('lpk_');
    expect(existsSync(folder)).toBe(false);
  });

  it('overwrites nothing, not even one file of several', async () => {
    const before = names.map(content);
    const run = hub.run('init');
    expect(await run.exitCode()).toBe(1);
    expect(run.errors).toBe(
      'error: ./lingpai.config.yaml exists already, and is not overwritten; choose another folder with --directory\n',
    );
    expect(names.map(content)).toEqual(before);
  });

  it('keeps the address of a server, which holds a password, in a file of its own', async () => {
    const folder = join(hub.folder, 'server');
    const url = 'postgres://hub:secret@db.example.com/lingpai';
    const run = hub.run('init', '--directory', folder, '--database', url, '--trust-proxy', '127.0.0.1', '--json');
    expect(await run.exitCode()).toBe(0);
    expect(run.output + readFileSync(join(folder, 'lingpai.config.yaml'), 'utf8')).not.toContain('secret');
    expect(statSync(join(folder, 'database-url')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(run.output)).toMatchObject({ written: true, files: [{}, {}, {}, { mode: '600' }] });
  });

  it('speaks the language of the terminal', async () => {
    const place = { folder: hub.folder, environment: { LC_ALL: '', LANG: 'zh_CN.UTF-8' } };
    const run = new CommandLine(place, 'init', '--dry-run', '--directory', 'zh');
    expect(await run.exitCode()).toBe(0);
    expect(run.output).toContain('授权回调地址  ');
  });
});

describe('lingpai serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves, and ends with 0 on %s', async (signal) => {
    const serve = await hub.serve();
    const health = await fetch(`${hub.address}/healthz`);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    expect((await hub.request('GET', '/v1/apps')).status).toBe(200);
    expect(await serve.stop(signal)).toBe(0);
    expect(serve.output).toContain('the hub has stopped');
    expect(serve.errors).toBe('');
  });

  it.each([
    [{ LINGPAI_PUBLIC_URL: 'pay.example.com' }, /^error: publicUrl: .+\n$/],
    [
      { LINGPAI_PUBLIC_ULR: 'x' },
      /^error: LINGPAI_PUBLIC_ULR: there is no such setting; did you mean LINGPAI_PUBLIC_URL\?\n$/,
    ],
    [{ LINGPAI_MASTER_KEYS_KEYS: `k1: ${Buffer.alloc(32, 9).toString('base64')}` }, /^error: masterKeys: .+"k1".+\n$/],
    [{ LINGPAI_DATABASE_URL: 'sqlite:/nowhere/at/all.db' }, /^error: .+\n$/],
    [{ LINGPAI_LISTEN_HOST: '0.0.0.0' }, /^error: listen\.host: .+\n$/],
  ])('refuses %j in one sentence, with 1', async (environment, sentence) => {
    const place = { folder: hub.folder, environment };
    const run = new CommandLine(place, 'serve', '--config', 'lingpai.config.yaml');
    expect(await run.exitCode()).toBe(1);
    expect(run.errors).toMatch(sentence);
  });

  it('refuses a port in use, and a file that is missing', async () => {
    const serve = await hub.serve();
    const second = hub.run('serve', '--config', 'lingpai.config.yaml');
    expect(await second.exitCode()).toBe(1);
    expect(second.errors).toBe(`error: listen.port: ${hub.port} is in use by another process\n`);
    await serve.stop();
    const missing = hub.run('serve', '--config', 'none.yaml');
    expect(await missing.exitCode()).toBe(1);
    expect(missing.errors).toBe('error: the configuration: the file none.yaml cannot be read (ENOENT)\n');
  });
});
