import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Starter } from './starter.mjs';

const source = resolve(import.meta.dirname, '../../examples/hub/src');
const start = (...parameters: readonly string[]) => new Starter({ command: process.execPath, parameters });

describe('npm start', () => {
  it('walks through invitation, consent, charge, notification, webhook, rotation and cancellation, and ends with 0', async () => {
    const demo = start(resolve(source, 'main.js'), '--once');
    expect([await demo.exitCode(), demo.errors]).toEqual([0, '']);
    expect(demo.output.trim().split('\n')).toEqual([
      expect.stringMatching(/^Invite {8}http:\/\/127\.0\.0\.1:\d+\/c\/[\w-]+ is the address to give to the merchant$/),
      'Consent       2021900000000111 is active, with the reference "tea"',
      expect.stringMatching(/^Charge {8}8\.80 yuan through the proxy: a QR code to pay, trace id \w+$/),
      'Notification  the customer pays; Alipay notifies the hub, which responds "success"',
      'Webhook       trade.updated of "tea" arrives, with a signature that is right',
      'Rotate        generation 1 → 2; authorization.rotated arrives',
      'Cancel        authorization.cancelled arrives; a further call is refused: 409, cancelled',
    ]);
  });

  it('names the step that fails in one sentence, and ends with 1', async () => {
    const program = `
      import { run } from ${JSON.stringify(pathToFileURL(resolve(source, 'run.js')).href)};
      const prepare = ({ sandbox }) => {
        sandbox.injectFault({ effect: 'bad-signature', match: { path: '/v3/alipay/trade/precreate' } });
      };
      process.exitCode = await run({ isOnce: true, prepare });`;
    const demo = start('--input-type=module', '--eval', program);
    expect(await demo.exitCode()).toBe(1);
    expect(demo.output).toContain('Consent ');
    expect(demo.output).not.toContain('Charge ');
    expect(demo.errors).toBe('error: the step "Charge" failed: the proxied call brought 502, alipay-unverified\n');
  });

  it('keeps running with traffic, says where, and ends with 0 on SIGTERM', async () => {
    const demo = start(resolve(source, 'main.js'));
    await demo.untilPrinted('nothing of it remains.');
    const [, hub = '', key = ''] = /LINGPAI_URL=(\S+) LINGPAI_KEY=(\S+)/.exec(demo.output) ?? [];
    const [, dashboard = ''] = /Alipay's dashboard +(\S+)/.exec(demo.output) ?? [];
    for (const page of [`${hub}/docs`, dashboard]) expect((await fetch(page)).status).toBe(200);
    const list = async (path: string) =>
      (await fetch(hub + path, { headers: { authorization: `Bearer ${key}` } })).json();
    const { applications } = await list('/v1/apps');
    const { authorizations } = await list(`/v1/apps/${applications[0].appId}/authorizations?state=active`);
    expect(authorizations.map(({ reference }: { reference: string }) => reference)).toEqual([
      'tea',
      'books',
      'bicycles',
    ]);
    const trades = async () => (await list('/v1/events?type=trade.updated&limit=200')).events.length;
    while ((await trades()) < 3) await new Promise((resolved) => setTimeout(resolved, 50));
    demo.process.kill('SIGTERM');
    expect([await demo.exitCode(), demo.errors]).toEqual([0, '']);
    await expect(fetch(hub)).rejects.toThrow('fetch failed');
    await expect(fetch(dashboard)).rejects.toThrow('fetch failed');
  });
});
