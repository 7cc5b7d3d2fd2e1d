import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandHub } from '../support/command-hub.js';
import { CommandLine } from '../support/command-line.js';

let hub: CommandHub;
beforeAll(async () => {
  hub = await CommandHub.start();
  await hub.grant('2021000000000777');
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command against the hub over HTTP, or directly on its database. */
async function run(target: 'hub' | 'database', ...args: readonly string[]): Promise<Ran> {
  const environment: Record<string, string> =
    target === 'hub'
      ? { LINGPAI_URL: hub.address, LINGPAI_KEY: hub.adminKey }
      : { LINGPAI_CONFIG: 'lingpai.config.yaml' };
  const command = new CommandLine({ folder: hub.folder, environment }, ...args);
  const exitCode = await command.exitCode();
  return { exitCode, output: command.output, errors: command.errors };
}

/** What a command prints with `--json`. */
async function json(target: 'hub' | 'database', ...args: readonly string[]) {
  const { exitCode, output, errors } = await run(target, ...args, '--json');
  expect([errors, exitCode]).toEqual(['', 0]);
  return JSON.parse(output);
}

describe('commands on a hub', () => {
  it('create and list links', async () => {
    const reference = 'shop-42';
    const dry = await run('hub', 'link', 'new', reference, '--dry-run');
    expect(dry.output).toBe(`would create a link for "${reference}", good for 7 days\n`);
    const created = await run('hub', 'link', 'new', reference, '--days', '2');
    expect(created.output).toMatch(new RegExp(`^${hub.address}/c/[\\w-]+\\n$`));
    const [link, ...others] = await json('hub', 'link', 'list', '--reference', reference);
    expect(link).toMatchObject({ reference, state: 'created', page: created.output.trim() });
    expect(others).toEqual([]);
  });

  it('list, show and assign authorizations', async () => {
    const before = 'before';
    await json('hub', 'assign', '2021000000000777', before);
    const dry = await run('hub', 'assign', '2021000000000777', 'other', '--dry-run');
    expect(dry.output).toBe(`would set the reference of 2021000000000777 from "${before}" to "other"\n`);
    expect(await json('hub', 'list', '--reference', before)).toMatchObject([{ authAppId: '2021000000000777' }]);
    const shown = await run('hub', 'show', '2021000000000777', '--history');
    expect(shown.output).toMatch(/reference +before/);
    expect(shown.output).toContain('Audit chain');
  });

  it('reveal a token with a reason, which the audit chain keeps', async () => {
    const { output } = await run('hub', 'token', '2021000000000777', '--reason', 'drill');
    const { authorizations } = hub.sandbox.state();
    const pairs = authorizations.find(({ authAppId }) => authAppId === '2021000000000777')?.pairs;
    expect(output.trim()).toBe(pairs?.find(({ current }) => current)?.appAuthToken);
    const { history } = await json('hub', 'show', '2021000000000777', '--history');
    expect(history.audit).toContainEqual(
      expect.objectContaining({ kind: 'token-revealed', detail: expect.objectContaining({ why: 'drill' }) }),
    );
  });

  it('rotate and check', async () => {
    const before = await json('hub', 'show', '2021000000000777');
    const dry = await run('hub', 'rotate', '2021000000000777', '--dry-run');
    expect(dry.output).toBe(`would rotate 2021000000000777 (active, generation ${before.generation})\n`);
    const rotated = await json('hub', 'rotate', '2021000000000777', '--reason', 'drill');
    expect(rotated.generation).toBeGreaterThan(before.generation);
    expect(await json('hub', 'check', '2021000000000777')).toMatchObject({ state: 'active' });
  });

  it('redeem a code that arrived elsewhere, once', async () => {
    const authAppId = '2021000000000801';
    const code = hub.consent(authAppId);
    const first = await json('hub', 'redeem', code, '--reference', 'elsewhere');
    expect(first).toMatchObject([{ authAppId, state: 'active', reference: 'elsewhere' }]);
    expect(await json('hub', 'redeem', code)).toMatchObject([{ authAppId, generation: first[0].generation }]);
  });

  it('create, list and revoke API keys', async () => {
    const created = await json('hub', 'keys', 'new', 'billing', '--scopes', 'read,token', '--days', '1');
    const using = (path: string) => fetch(hub.address + path, { headers: { authorization: `Bearer ${created.key}` } });
    expect((await using('/v1/apps')).status).toBe(200);
    const listed = await run('hub', 'keys', 'list');
    expect(listed.output).toContain('billing');
    expect(listed.output).not.toContain(created.key);
    const dry = await run('hub', 'keys', 'revoke', created.id, '--dry-run');
    expect(dry.output).toBe(`would revoke ${created.id} ("billing")\n`);
    expect(await json('hub', 'keys', 'revoke', created.id)).toEqual({ revoked: created.id });
    expect(await json('hub', 'keys', 'list')).toContainEqual(
      expect.objectContaining({ id: created.id, revokedAt: expect.any(Number) }),
    );
  });

  it('say in one sentence what the hub refuses, with 2', async () => {
    const unknown = await run('hub', 'show', '2021000000000000');
    expect(unknown).toEqual({
      exitCode: 2,
      output: '',
      errors: 'error: there is no such authorization (unknown-authorization)\n',
    });
  });

  it('say it in Chinese where the terminal does, with the detail of the hub as it is', async () => {
    const environment = { LINGPAI_URL: hub.address, LINGPAI_KEY: hub.adminKey, LC_ALL: 'zh_CN.UTF-8' };
    const unknown = new CommandLine({ folder: hub.folder, environment }, 'show', '2021000000000000');
    expect(await unknown.exitCode()).toBe(2);
    expect(unknown.errors).toBe('error: 授权不存在（unknown-authorization）：there is no such authorization\n');
  });

  it.each([
    [{ code: 'of-tomorrow', detail: 'it is late' }, 2, 'it is late (of-tomorrow)', 'it is late（of-tomorrow）'],
    [
      { code: 'timeout', detail: 'no response in time', outcome: 'unknown' },
      3,
      'no response in time (timeout); Alipay may have acted on it',
      '处理超时（timeout）：no response in time；支付宝可能已经执行',
    ],
  ])('say what a hub responds with: %j', async (problem, exitCode, english, chinese) => {
    const server = createServer((_request, response) => response.writeHead(500).end(JSON.stringify(problem)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const LINGPAI_URL = `http://127.0.0.1:${Object(server.address()).port}`;
      for (const [LC_ALL, text] of Object.entries({ C: english, zh_CN: chinese })) {
        const shown = new CommandLine({ environment: { LINGPAI_URL, LINGPAI_KEY: 'x', LC_ALL } }, 'apps', 'list');
        expect(await shown.exitCode()).toBe(exitCode);
        expect(shown.errors).toBe(`error: ${text}\n`);
      }
    } finally {
      server.close();
    }
  });
});

describe('the same commands directly on the database', () => {
  it('take effect on the hub that runs on it', async () => {
    const link = await run('database', 'link', 'new', 'shop-direct');
    expect(link.output).toMatch(new RegExp(`^${hub.address}/c/[\\w-]+\\n$`));
    expect(await json('hub', 'link', 'list', '--reference', 'shop-direct')).toMatchObject([{ state: 'created' }]);
    const key = await json('database', 'keys', 'new', 'direct', '--scopes', 'read');
    const headers = { authorization: `Bearer ${key.key}` };
    expect((await fetch(`${hub.address}/v1/apps`, { headers })).status).toBe(200);
    const code = hub.consent('2021000000000802');
    await json('database', 'redeem', code, '--reference', 'direct');
    const [{ generation }] = await json('hub', 'list', '--reference', 'direct');
    const rotated = await json('database', 'rotate', '2021000000000802');
    expect(rotated.generation).toBeGreaterThan(generation);
    const refused = await run('database', 'show', '2021000000000000');
    expect(refused).toMatchObject({ exitCode: 2, errors: expect.stringContaining('(unknown-authorization)') });
  });
});

describe('lingpai apps', () => {
  it('adds an application from files, in key and certificate mode, and says what to enter at Alipay', async () => {
    const file = (name: string, content = '') => {
      writeFileSync(join(hub.folder, name), content);
      return name;
    };
    const { appId, privateKey, appCert, alipayCert, alipayRootCert } = hub.sandbox.app('certificate');
    const added = await run(
      'hub',
      ...['apps', 'add', appId, '--endpoint', hub.sandbox.endpoint],
      ...['--private-key', file('private.pem', privateKey), '--app-certificate', file('app.crt', appCert)],
      ...['--alipay-certificate', file('alipay.crt', alipayCert)],
      ...['--alipay-root-certificate', file('root.crt', alipayRootCert)],
    );
    expect([added.errors, added.exitCode]).toEqual(['', 0]);
    expect(added.output).toContain(`${hub.address}/notify/${appId}`);
    const listed = await run('hub', 'apps', 'list');
    expect(listed.output).toMatch(new RegExp(`${appId} .*enabled +certificate +20\\d\\d-`));
    const several = await run('hub', 'list');
    expect(several.exitCode).toBe(1);
    expect(several.errors).toContain('--app: the hub has several applications, name one: ');
    expect(await json('hub', 'apps', 'disable', appId)).toMatchObject({ state: 'disabled' });
    const mixed = await run('hub', 'apps', 'add', 'x', '--private-key', 'private.pem', '--app-certificate', 'app.crt');
    expect(mixed).toMatchObject({ exitCode: 1, errors: expect.stringContaining('--alipay-public-key') });
  });
});

describe('the target of a command', () => {
  const commandIn = (environment: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    new CommandLine({ folder: hub.folder, environment }, ...args);

  it.each([
    [{}, ['list'], 1, 'give --hub <url> (or LINGPAI_URL) for a running hub'],
    [{}, ['list', '--hub', 'http://127.0.0.1:1'], 1, 'a hub needs an API key: set LINGPAI_KEY, or give --key-file'],
    [
      {},
      ['list', '--hub', 'http://127.0.0.1:1', '--config', 'lingpai.config.yaml'],
      1,
      'give one of --hub, --config and --sandbox',
    ],
    [{ LINGPAI_KEY: 'x' }, ['list', '--hub', 'http://127.0.0.1:1'], 3, 'no response from http://127.0.0.1:1'],
    [{}, ['list', '--config', 'none.yaml'], 1, 'the file none.yaml cannot be read'],
  ])('with %j, %j ends with %i', async (environment, args, exitCode, message) => {
    const command = commandIn(environment, ...args);
    expect(await command.exitCode()).toBe(exitCode);
    expect(command.errors).toContain(message);
  });

  it('is refused with a wrong key, which is not shown', async () => {
    const command = commandIn({ LINGPAI_KEY: `lpk_${'b'.repeat(43)}` }, 'list', '--hub', hub.address);
    expect(await command.exitCode()).toBe(2);
    expect(command.errors).toBe('error: the API key is unknown, revoked or expired (invalid-key)\n');
  });

  it('takes its key from a file, and leaves the admin key of the settings as it is', async () => {
    expect(await commandIn({}, 'apps', 'list', '--hub', hub.address, '--key-file', 'admin-key').exitCode()).toBe(0);
    const other = { LINGPAI_ADMIN_KEY: `lpk_${'c'.repeat(43)}`, LINGPAI_CONFIG: 'lingpai.config.yaml' };
    expect(await commandIn(other, 'apps', 'list').exitCode()).toBe(0);
    expect((await hub.request('GET', '/v1/apps')).status).toBe(200);
  });
});
