import { startSandbox } from '@lingpai/sandbox';
import { describe, expect, it } from 'vitest';
import { send } from '../support/raw-client.js';

/** Everything of the sandbox that a browser can use without a signature. */
const unsigned = [
  ['GET', '/'],
  ['GET', '/sandbox/applications'],
  ['GET', '/oauth2/appToAppAuth.htm?app_id=1'],
  ['POST', '/payments/1/pay'],
] as const;

async function statuses(endpoint: string, host: string): Promise<number[]> {
  const responses = unsigned.map(([method, path]) => send(endpoint, { method, path, headers: { host } }));
  return (await Promise.all(responses)).map(({ status }) => status);
}

const refused = [403, 403, 403, 403];

describe('what needs no signature', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::', '::ffff:127.0.0.1'])(
    'is out of reach of a rebound name when the sandbox listens on %s',
    async (host) => {
      await using sandbox = await startSandbox({ host, applications: [] });
      const { port } = new URL(sandbox.endpoint);
      const endpoint = `http://127.0.0.1:${port}`;
      for (const name of [
        'rebound.example',
        `rebound.example:${port}`,
        'localhost.rebound.example',
        '127.0.0.1.nip.io',
      ])
        expect(await statuses(endpoint, name)).toEqual(refused);
    },
  );

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '192.168.1.5', '[::1]', '[::ffff:127.0.0.1]'])(
    'is served under the address %s, with and without a port',
    async (host) => {
      await using sandbox = await startSandbox({ applications: [] });
      expect(await statuses(sandbox.endpoint, host)).not.toContain(403);
      expect(await statuses(sandbox.endpoint, `${host}:4010`)).not.toContain(403);
    },
  );

  it('is served under the names that `allowedHosts` lists, whatever their case', async () => {
    await using sandbox = await startSandbox({ applications: [], allowedHosts: ['Sandbox.Test'] });
    expect(await statuses(sandbox.endpoint, 'sandbox.test:80')).not.toContain(403);
    expect(await statuses(sandbox.endpoint, 'other.sandbox.test')).toEqual(refused);
  });

  it('says which option admits a name', async () => {
    await using sandbox = await startSandbox({ applications: [] });
    const request = { method: 'GET', path: '/sandbox/state', headers: { host: 'alipay.test' } };
    expect((await send(sandbox.endpoint, request)).json).toEqual({
      error: 'Host: expected an IP address, localhost, or a name listed in the option allowedHosts',
    });
  });

  it.each([['http://a.test'], ['a.test:4010'], ['*.a.test'], [''], [7]])('refuses the name %j', async (name) => {
    await expect(startSandbox({ allowedHosts: JSON.parse(JSON.stringify([name])) })).rejects.toThrow(
      new TypeError('allowedHosts[0]: expected a host name such as "alipay.test", without scheme and port'),
    );
  });
});
