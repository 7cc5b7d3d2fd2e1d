import { startSandbox } from '@lingpai/sandbox';
import { describe, expect, it } from 'vitest';
import { send } from './support/raw-client.js';

describe('startSandbox', () => {
  it('listens on a free port of the loopback interface, with an application of each kind', async () => {
    await using sandbox = await startSandbox();
    expect(sandbox.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.applications.map(({ mode, encryptKey }) => [mode, encryptKey !== undefined])).toEqual([
      ['key', false],
      ['certificate', false],
      ['key', true],
    ]);
    expect(sandbox.app('encrypted')).toBe(sandbox.applications[2]);
  });

  it('starts with the applications that it is given', async () => {
    await using sandbox = await startSandbox({ applications: [{ mode: 'key' }] });
    expect(sandbox.applications).toHaveLength(1);
    expect(() => sandbox.app('certificate')).toThrow(
      new TypeError('there is no application of the kind "certificate"'),
    );
  });

  it('gives codes and tokens that depend on its source of randomness alone', async () => {
    const codes = [];
    for (const byte of [7, 7, 8]) {
      await using sandbox = await startSandbox({
        applications: [{ mode: 'key' }],
        random: (size) => Buffer.alloc(size, byte),
      });
      const merchantApplications = [{ authAppId: '1', userId: '2088000000000042', kind: 'WEBAPP' }] as const;
      codes.push(sandbox.consent({ appId: sandbox.app().appId, merchantApplications }).app_auth_code);
    }
    expect(codes).toEqual([`${'07'.repeat(16)}X42`, `${'07'.repeat(16)}X42`, `${'08'.repeat(16)}X42`]);
  });

  it('stops listening when it is closed, also twice', async () => {
    const sandbox = await startSandbox({ applications: [] });
    await sandbox.close();
    await sandbox.close();
    await expect(send(sandbox.endpoint, { method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('rejects when the port is taken, and leaves nothing behind', async () => {
    await using sandbox = await startSandbox({ applications: [] });
    const port = Number(new URL(sandbox.endpoint).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    [{ port: 70_000 }, 'port: expected 0 to 65535'],
    [{ settings: { oldTokenGrace: -1 } }, 'settings.oldTokenGrace: expected a whole number of seconds, 0 or more'],
    [{ settings: JSON.parse('{"graze":1}') }, 'settings.graze: no such setting'],
    [{ settings: JSON.parse('{"refreshReuse":"x"}') }, 'settings.refreshReuse: expected "lenient" or "strict"'],
    [{ settings: JSON.parse('{"acceptUnmovedTime":1}') }, 'settings.acceptUnmovedTime: expected true or false'],
    [JSON.parse('{"keys":"x"}'), 'keys: expected "cached" or "fresh"'],
  ])('refuses %j', async (options, message) => {
    await expect(startSandbox(options)).rejects.toThrow(new TypeError(message));
  });
});
