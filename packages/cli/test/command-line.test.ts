import { AlipayClient } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import type { ApplicationCredentials } from '@lingpai/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { CommandLine } from './support/command-line.js';

interface Ready {
  readonly event: string;
  readonly endpoint: string;
  readonly applications: readonly ApplicationCredentials[];
}

const running: CommandLine[] = [];

function run(...args: readonly string[]): CommandLine {
  const started = new CommandLine(...args);
  running.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
});

async function post(url: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

describe('lingpai sandbox', () => {
  it('prints one line of JSON when it is ready, serves, and exits with 0 on SIGTERM', async () => {
    const sandbox = run('sandbox', '--port', '0', '--json');
    await sandbox.until('\n');
    const ready: Ready = JSON.parse(sandbox.output);
    expect(ready).toMatchObject({
      event: 'ready',
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      applications: [
        { mode: 'key', privateKey: expect.stringContaining('BEGIN RSA PRIVATE KEY') },
        { mode: 'certificate', appCert: expect.stringContaining('BEGIN CERTIFICATE') },
        { mode: 'key', encryptKey: expect.stringMatching(/^.{22}==$/) },
      ],
    });

    const [{ appId, privateKey = '', alipayPublicKey } = { appId: '', alipayPublicKey: '' }] = ready.applications;
    const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: ready.endpoint });
    const consent = await post(`${ready.endpoint}/sandbox/consents`, {
      appId,
      merchantApplications: [{ authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' }],
    });
    const code = String(consent.app_auth_code);
    const response = await new AlipayOpenAuthTokenApi(client).app({ grant_type: 'authorization_code', code });
    expect(response.auth_app_id).toBe('2021000000000777');

    expect(await sandbox.stop('SIGTERM')).toBe(0);
    expect(sandbox.output.split('\n')).toHaveLength(2);
    expect(sandbox.errors).toBe('');
  });

  it('prints how to connect a client, applies the settings, and ends with Ctrl-C', async () => {
    const sandbox = run('sandbox', '--port', '0', '--set', 'expiresIn=60', '--set', 'refreshReuse=strict');
    await sandbox.until('Ctrl-C');
    expect(sandbox.output).toContain('new AlipayClient({');
    expect(sandbox.output).toMatch(/curl http:\/\/127\.0\.0\.1:\d+\/sandbox\/consents/);
    expect(sandbox.output).not.toContain('PRIVATE KEY');
    expect(await sandbox.stop('SIGINT')).toBe(0);
  });

  it('says so when the port is in use, and ends with 1', async () => {
    const first = run('sandbox', '--port', '0', '--json');
    await first.until('\n');
    const { endpoint }: Ready = JSON.parse(first.output);
    const second = run('sandbox', '--port', new URL(endpoint).port);
    expect(await second.exitCode()).toBe(1);
    expect(second.errors).toContain('the port is in use; choose another with --port');
    expect(second.output).toBe('');
    const place = { environment: { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8' } };
    const chinese = new CommandLine(place, 'sandbox', '--port', new URL(endpoint).port);
    expect(await chinese.exitCode()).toBe(1);
    expect(chinese.errors).toMatch(/^error: 无法监听 127\.0\.0\.1:\d+：端口已被占用/);
  });

  it.each([
    [['--port', 'x'], 'Expected a whole number from 0 (any free port) to 65535.'],
    [['--port', '65536'], 'Expected a whole number from 0 (any free port) to 65535.'],
    [['--set', 'oldTokenGrace'], 'Expected name=value.'],
    [['--set', 'graze=1'], 'settings.graze: no such setting'],
    [['--set', 'oldTokenGrace=soon'], 'settings.oldTokenGrace: expected a whole number of seconds, 0 or more'],
  ])('refuses %j', async (args, message) => {
    const refused = run('sandbox', ...args);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.errors).toContain(message);
  });
});

describe('lingpai demo', () => {
  it('walks through both modes, masks what it shows, and exits with 0', async () => {
    const demo = run('demo', '--once');
    expect(await demo.exitCode()).toBe(0);
    expect(demo.errors).toBe('');
    for (const mode of ['key', 'certificate']) expect(demo.output).toContain(`In ${mode} mode`);
    expect(demo.output.match(/refused: 400 AUTH_CODE_NOT_VALID/g)).toHaveLength(2);
    expect(demo.output.match(/app_(auth|refresh)_token +\d{6}…[0-9a-f]{2}\n/g)).toHaveLength(6);
    expect(demo.output).not.toMatch(/[0-9a-f]{20}/);
  });

  it('stays up without --once, with the lines that one needs', async () => {
    const demo = run('demo');
    await demo.until('Ctrl-C');
    expect(demo.output).toContain('/sandbox/applications');
    expect(await demo.stop('SIGINT')).toBe(0);
  });
});

describe('lingpai', () => {
  it('prints its version', async () => {
    const printed = run('--version');
    expect(await printed.exitCode()).toBe(0);
    expect(printed.output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('speaks Chinese where the locale does', async () => {
    const place = { environment: { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8' } };
    const help = new CommandLine(place, '--help');
    expect(await help.exitCode()).toBe(0);
    const commands = help.output.split('\n').filter((line) => /^ {2}[a-z-]+ .* {2}\S/.test(line));
    expect(commands.length).toBeGreaterThan(25);
    expect(commands.filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([]);
    expect(help.output).not.toMatch(/Usage:|Options:|display help/);
    const wrong = new CommandLine(place, 'call', 'alipay.trade.query', '{"refund":1}');
    expect(await wrong.exitCode()).toBe(1);
    expect(wrong.errors).toBe('error: 参数有误：\n  refund：没有这个字段\n');
    const reference = new CommandLine(place, 'apis', 'alipay.trade.pay');
    expect(await reference.exitCode()).toBe(0);
    const headings = reference.output.split('\n').filter((line) => /^\S.*：$/.test(line));
    expect(headings).toEqual(['请求体字段：', '响应：', '错误码：', '所有接口的公共错误码：']);
    const demo = new CommandLine(place, 'demo', '--once');
    expect(await demo.exitCode()).toBe(0);
    expect(
      demo.output.split('\n').filter((line) => line !== '' && !/\p{Script=Han}|app_refresh_token/u.test(line)),
    ).toEqual([]);
  });

  it('ends quietly when its reader does, as in a pipe to head', async () => {
    const listed = run('apis', '--limit', '99999');
    listed.process.stdout?.destroy();
    expect(await listed.exitCode()).toBe(0);
    expect(listed.errors).toBe('');
  });

  it('stops serving when its reader ends', async () => {
    const sandbox = run('sandbox', '--port', '0', '--json');
    sandbox.process.stdout?.destroy();
    expect(await sandbox.exitCode()).toBe(0);
    expect(sandbox.errors).toBe('');
  });

  it('refuses an unknown command with a hint', async () => {
    const refused = run('sandbux');
    expect(await refused.exitCode()).toBe(1);
    expect(refused.errors).toContain("unknown command 'sandbux'");
    expect(refused.errors).toContain('Did you mean sandbox?');
    expect(refused.errors).toContain('lingpai --help');
  });
});
