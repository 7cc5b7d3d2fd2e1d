import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandHub } from '../support/command-hub.js';
import { CommandLine } from '../support/command-line.js';

let hub: CommandHub;
beforeAll(async () => {
  hub = await CommandHub.start();
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Examined {
  readonly exitCode: number | null;
  readonly codes: readonly string[];
  readonly findings: readonly { readonly code: string; readonly level: string; readonly message: string }[];
  readonly output: string;
}

async function examine(environment: Readonly<Record<string, string>> = {}): Promise<Examined> {
  const run = new CommandLine(
    { folder: hub.folder, environment },
    'doctor',
    '--json',
    '--config',
    'lingpai.config.yaml',
  );
  const exitCode = await run.exitCode();
  expect(run.errors).toBe('');
  const { findings } = JSON.parse(run.output) as Examined;
  return { exitCode, codes: findings.map(({ code }) => code), findings, output: run.output };
}

const codesOf = (text: string) => [...text.matchAll(/^([✓!✗]) /gm)].map(([, mark]) => mark);

describe('lingpai doctor', () => {
  it('finds nothing wrong with a hub that runs next to a sandbox', async () => {
    const { exitCode, findings, output } = await examine();
    expect(findings.filter(({ level }) => level === 'problem')).toEqual([]);
    expect(exitCode).toBe(0);
    expect(findings.map(({ code }) => code)).toEqual([
      'settings-valid',
      'secrets-private',
      'commits-durable',
      'master-key-matches',
      'public-url-private',
      'hub-reached',
      'application-served',
      'notify-url-reached',
      'clock-agrees',
      'inbox-in-time',
      'events-in-time',
      'tokens-in-time',
      'spool-empty',
    ]);
    expect(output).not.toContain(hub.adminKey);
  });

  it('says for people what to do, in their language', async () => {
    const place = { folder: hub.folder, environment: { LC_ALL: 'zh_CN.UTF-8' } };
    const run = new CommandLine(place, 'doctor', '--config', 'lingpai.config.yaml');
    expect(await run.exitCode()).toBe(0);
    expect(codesOf(run.output)).toHaveLength(13);
    expect(run.output).toContain('! 警告: 支付宝无法访问');
    expect(run.output).toContain('0 个问题，1 个警告');
  });

  it('stops at settings that are wrong, and ends with 2', async () => {
    const { exitCode, findings } = await examine({ LINGPAI_LISTEN_PORT: 'eighty' });
    expect(exitCode).toBe(2);
    expect(findings).toMatchObject([{ code: 'settings-wrong', level: 'problem' }]);
    expect(findings[0]?.message).toContain('listen.port');
  });

  it('finds a master key that is not the one of the database', async () => {
    const { exitCode, codes } = await examine({
      LINGPAI_MASTER_KEYS_KEYS: `k1: ${Buffer.alloc(32, 9).toString('base64')}`,
    });
    expect([exitCode, codes.at(-1)]).toEqual([2, 'hub-cannot-open']);
  });

  it('finds a database that does not exist without creating it, and one that does not respond', async () => {
    const missing = await examine({ LINGPAI_DATABASE_URL: 'sqlite:./none.db' });
    expect([missing.exitCode, missing.codes.at(-1)]).toEqual([0, 'database-missing']);
    const down = await examine({ LINGPAI_DATABASE_URL: 'postgres://hub:hidden@127.0.0.1:1/lingpai' });
    expect([down.exitCode, down.codes.at(-1)]).toEqual([2, 'database-unusable']);
    expect(down.output).not.toContain('hidden');
  });

  it('finds secrets that others can read', async () => {
    chmodSync(join(hub.folder, 'admin-key'), 0o644);
    const { codes } = await examine();
    chmodSync(join(hub.folder, 'admin-key'), 0o600);
    expect(codes).toContain('secret-readable-by-others');
    expect(codes).not.toContain('secrets-private');
  });

  it('finds an address that leads to no hub', async () => {
    const other = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = Object(other.address());
    const wrong = await examine({ LINGPAI_PUBLIC_URL: `http://127.0.0.1:${port}` });
    expect([wrong.exitCode, wrong.codes.includes('hub-not-reached')]).toEqual([2, true]);
    expect(wrong.codes).not.toContain('notify-url-reached');
    await new Promise((resolve) => other.close(resolve));
  });

  it("finds a clock that differs from Alipay's by its header Date", async () => {
    const gateway = createServer((_, response) => {
      response.setHeader('date', new Date(Date.now() + 10 * 60_000).toUTCString()).end();
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${Object(gateway.address()).port}`;
    const { privateKey, alipayPublicKey } = hub.app;
    const body = { appId: '2021000000000999', endpoint, keys: { privateKey, alipayPublicKey } };
    expect((await hub.request('POST', '/v1/apps', body)).status).toBe(201);
    const { exitCode, findings } = await examine();
    expect(exitCode).toBe(2);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'clock-wrong', details: { endpoint, seconds: expect.closeTo(600, -1.5) } }),
    );
    await hub.request('PATCH', '/v1/apps/2021000000000999', { state: 'disabled' });
    await new Promise((resolve) => gateway.close(resolve));
    const gone = await examine();
    expect(gone.codes).toContain('alipay-not-reached');
  });
});
