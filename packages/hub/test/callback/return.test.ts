import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubWorld } from '../support/hub-world.js';
import { isThere, type ReturnCase, returnVerifiers } from '../support/return-verifiers.js';

const page = 'https://shop.example.com/alipay/done?tab=2';
let world: HubWorld;
let secret: string;

beforeAll(async () => {
  world = await HubWorld.start();
  await patch({ returnUrls: ['https://shop.example.com/alipay', 'http://127.0.0.1:4000'] });
  secret = await replaceSecret();
});
afterAll(() => world[Symbol.asyncDispose]());

const app = () => `/v1/apps/${world.appId}`;
const patch = (body: object) => world.node.request('PATCH', app(), { body });
const replaceSecret = async (body?: object): Promise<string> =>
  (await world.node.request('POST', `${app()}/return-secret`, body === undefined ? {} : { body })).json.secret;
const invite = (reference: string, returnTo = page) =>
  world.node.request('POST', `${app()}/links`, { body: { reference, returnTo } });

/** Where a merchant is sent who comes back to a link. */
async function sentTo(url: string, parameters: Record<string, string>): Promise<string> {
  return onwardFrom((await world.returnFrom(url, parameters)).text);
}

/** The address that a page leads to at once. */
function onwardFrom(page: string): string {
  const [, address = ''] = /<meta http-equiv="refresh" content="0;url=([^"]+)">/.exec(page) ?? [];
  return address.replaceAll('&amp;', '&');
}

/** By the library of Standard Webhooks. @throws when the signature is wrong, or too old by the clock of this process */
function verified(address: string, by = secret): unknown {
  const query = new URL(address).searchParams;
  const [id, timestamp, payload, signature] = ['id', 'timestamp', 'payload', 'signature'].map(
    (name) => query.get(`lingpai_${name}`) ?? '',
  );
  const headers = {
    'webhook-id': id ?? '',
    'webhook-timestamp': timestamp ?? '',
    'webhook-signature': signature ?? '',
  };
  return new Webhook(by).verify(payload ?? '', headers);
}

describe('returnTo', () => {
  it('brings the outcome to the page, signed so that the library of Standard Webhooks verifies it', async () => {
    const { json: link } = await invite('店 42 + "x"');
    expect(link.returnTo).toBe(page);
    const address = await sentTo(link.url, { app_auth_code: world.consent('2021000000000051', '2021000000000052') });
    expect(address.startsWith(`${page}&lingpai_id=ret_`)).toBe(true);
    expect(address).not.toContain('+');
    expect(verified(address)).toEqual({
      outcome: 'authorized',
      appId: world.appId,
      linkId: link.id,
      reference: '店 42 + "x"',
      authAppIds: ['2021000000000051', '2021000000000052'],
    });
    expect(() => verified(address, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)).toThrow();
    const pairs = world.sandbox.state().authorizations.flatMap((one) => one.pairs);
    expect(pairs.some(({ appAuthToken }) => address.includes(appAuthToken))).toBe(false);
  });

  it('tells the same under the same id when the callback is opened again, and nothing after five minutes', async () => {
    const { json: link } = await invite('shop-replayed');
    const code = world.consent('2021000000000053');
    const first = await sentTo(link.url, { app_auth_code: code });
    world.advance(200_000);
    expect(await sentTo(link.url, { app_auth_code: code })).toBe(first);
    world.advance(150_000);
    const late = await world.returnFrom(link.url, { app_auth_code: code });
    expect([late.status, late.text.includes('授权成功')]).toEqual([200, true]);
  });

  it('names no merchant and no reference when another code comes back with a state that was used', async () => {
    const { json: link } = await invite('shop-once');
    await sentTo(link.url, { app_auth_code: world.consent('2021000000000054') });
    const address = await sentTo(link.url, { app_auth_code: world.consent('2021000000000055') });
    expect(JSON.parse(new URL(address).searchParams.get('lingpai_payload') ?? '')).toEqual({
      outcome: 'used-state',
      appId: world.appId,
      linkId: link.id,
      reference: null,
      authAppIds: [],
    });
  });

  it('tells that the merchant declined, or that the code is of no use', async () => {
    const { json: link } = await invite('shop-declined');
    const outcomes: unknown[] = [];
    for (const parameters of [{ error: 'access_denied' }, { app_auth_code: 'd'.repeat(32) }]) {
      const address = await sentTo(link.url, parameters);
      outcomes.push(JSON.parse(new URL(address).searchParams.get('lingpai_payload') ?? '').outcome);
    }
    expect(outcomes).toEqual(['declined', 'refused']);
  });

  it.each([
    ['another host', 'https://shop.example.com.evil.example/alipay'],
    ['another scheme', 'http://shop.example.com/alipay'],
    ['another port', 'https://shop.example.com:8443/alipay'],
    ['another port of this machine', 'http://127.0.0.1:4001/'],
    ['a path that begins alike', 'https://shop.example.com/alipay-evil'],
    ['a path above', 'https://shop.example.com/'],
    ['dots', 'https://shop.example.com/alipay/../evil'],
    ['encoded dots', 'https://shop.example.com/alipay/%2e%2E/evil'],
    ['an encoded slash', 'https://shop.example.com/alipay/..%2fevil'],
    ['a backslash', 'https://shop.example.com\\@evil.example/alipay'],
    ['a user', 'https://shop.example.com@evil.example/alipay'],
    ['a user of the host', 'https://user:pass@shop.example.com/alipay'],
    ['a fragment', 'https://shop.example.com/alipay#x'],
    ['no scheme', '//shop.example.com/alipay'],
    ['a script', 'javascript:alert(1)'],
    ['a line break', 'https://shop.example.com/alipay\r\nset-cookie: x'],
    ['a tab in the scheme', 'ht\ttps://evil.example/'],
    ['parameters of the hub', `${page}&lingpai_payload=x`],
    ['encoded parameters of the hub', `${page}&lingpai%5Fpayload=x`],
  ])('refuses %s', async (_, returnTo) => {
    const { json } = await invite('shop-evil', returnTo);
    expect(json).toMatchObject({ status: 400, code: 'invalid-request', detail: expect.stringMatching(/^returnTo: /) });
  });

  it.each([
    ['http://shop.example.com', 'returnUrls.0: expected https, except on this machine'],
    ['https://shop.example.com/a?b=c', 'returnUrls.0: expected no query'],
    ['https://Shop.example.com', 'returnUrls.0: expected it as browsers write it: https://shop.example.com/'],
  ])('registers no %s', async (url, detail) => {
    expect((await patch({ returnUrls: [url] })).json).toMatchObject({ status: 400, detail });
  });

  it('is permitted where it is registered when the merchant comes back, too', async () => {
    const { json: link } = await invite('shop-moved', 'http://127.0.0.1:4000/');
    await patch({ returnUrls: ['https://shop.example.com/alipay'] });
    const back = await world.returnFrom(link.url, { app_auth_code: world.consent('2021000000000056') });
    expect([back.status, onwardFrom(back.text), back.text.includes('授权成功')]).toEqual([200, '', true]);
    expect(world.node.log.join('')).toContain('a merchant is not sent to returnTo');
  });

  it('needs a secret that signs', async () => {
    const other = { ...world.newApplication(), appId: '2021000000000088', returnUrls: ['https://shop.example.com'] };
    expect((await world.node.request('POST', '/v1/apps', { body: other })).status).toBe(201);
    const body = { reference: 'x', returnTo: 'https://shop.example.com/' };
    const { json } = await world.node.request('POST', '/v1/apps/2021000000000088/links', { body });
    expect(json).toMatchObject({ status: 409, detail: expect.stringContaining('return-secret') });
  });

  it('both secrets sign while one is replaced; none is in the database as it is', async () => {
    const before = secret;
    secret = await replaceSecret({ overlap: 3_600 });
    const first = await sentTo((await invite('shop-rotate-1')).json.url, { error: 'x' });
    world.advance(3_700_000);
    const second = await sentTo((await invite('shop-rotate-2')).json.url, { error: 'x' });
    const signatures = (address: string) => new URL(address).searchParams.get('lingpai_signature')?.split(' ').length;
    expect([signatures(first), signatures(second)]).toEqual([2, 1]);
    const ahead = 3_700_000 + 350_000;
    const cases = [first, second].map((address) => ({ address, secret: before, now: Date.now() + ahead }));
    expect((await returnVerifiers.js(cases))[1]).toBe('refused: the signature is wrong');
    const dump = await world.dump();
    for (const one of [before, secret]) expect(dump).not.toContain(one.slice(6, 40));
  });
});

const runtimes = [
  ['js', process.execPath, '--version'],
  ['python', 'python3', '--version'],
  ['java', 'java', '-version'],
] as const;

describe('the example in the guide', () => {
  it.each(runtimes)('in %s accepts a genuine return once, and nothing else', async (language, program, argument) => {
    if (!(await isThere(program, argument))) return void console.info(`skipped: ${program} is not there`);
    await using fresh = await HubWorld.start();
    await fresh.node.request('PATCH', `/v1/apps/${fresh.appId}`, { body: { returnUrls: ['https://a.example'] } });
    const created = await fresh.node.request('POST', `/v1/apps/${fresh.appId}/return-secret`);
    const body = { reference: '西湖', returnTo: 'https://a.example/' };
    const { json: link } = await fresh.node.request('POST', `/v1/apps/${fresh.appId}/links`, { body });
    const { text } = await fresh.returnFrom(link.url, { app_auth_code: fresh.consent('2021000000000057') });
    const address = onwardFrom(text);
    const genuine: ReturnCase = { address, secret: created.json.secret, now: Date.now() };
    const changed = (from: string, to: string) => ({ ...genuine, address: address.replace(from, to) });
    const results = await returnVerifiers[language]([
      changed('0057', '0058'),
      changed('authorized', 'declined'),
      changed('lingpai_id=ret_', 'lingpai_id=ret_0'),
      changed('lingpai_timestamp=1', 'lingpai_timestamp=2'),
      { ...genuine, address: 'https://a.example/' },
      { ...genuine, secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` },
      { ...genuine, now: genuine.now + 320_000 },
      genuine,
      genuine,
      { ...genuine, now: genuine.now + 200_000 },
    ]);
    const wrong = 'refused: the signature is wrong';
    const payload = JSON.stringify({
      outcome: 'authorized',
      appId: fresh.appId,
      linkId: link.id,
      reference: '西湖',
      authAppIds: ['2021000000000057'],
    });
    const [used, old] = ['refused: it was used before', 'refused: it is too old'];
    expect(results).toEqual([wrong, wrong, wrong, wrong, wrong, wrong, old, payload, used, used]);
  });
});
