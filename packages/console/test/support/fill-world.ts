import { localReceivers, TestReceiver } from '../../../hub/test/support/test-receiver.js';
import { until } from '../../../hub/test/support/until.js';
import type { ConsoleWorld } from './console-world.js';

/** What the pages of details are shown for. */
export interface FilledWorld {
  readonly appId: string;
  /** An active authorization with a history. */
  readonly authAppId: string;
  readonly webhookId: string;
  /** An invitation that nobody followed yet. */
  readonly linkId: string;
}

const day = 86_400;
const merchant = (index: number) => `20210000000${String(10_000 + index)}`;
const cities = ['hangzhou', 'shanghai', 'chengdu', 'xiamen', 'suzhou'];
const reference = (index: number) => `${cities[index % cities.length]}-${String(1_000 + index * 7)}`;
const merchants = 24;
const waves = 4;

/** The options of a world that can be filled. */
export const fillable = {
  alipay: { refreshReuse: 'strict' },
  settings: { webhooks: localReceivers },
} as const;

/** Merchants in every state, with months of history: what a busy team sees. */
export async function fillWorld(world: ConsoleWorld): Promise<FilledWorld & AsyncDisposable> {
  const { hub } = world;
  const { appId, node } = hub;
  const receiver = await TestReceiver.start();
  const send = async (method: string, path: string, body?: object) => {
    const { status, text, json } = await node.request(method, path, body === undefined ? {} : { body });
    if (status >= 500) throw new Error(`${method} ${path}: ${text}`);
    return json;
  };
  const app = `/v1/apps/${appId}`;
  const at = (index: number) => `${app}/authorizations/${merchant(index)}`;
  await send('PATCH', app, { name: '松风收银', returnUrls: ['https://shop.example.com/alipay'] });
  const webhook = await send('POST', '/v1/webhooks', { url: receiver.url, name: 'Orders service' });
  for (let index = 0; index < merchants; index += 1) {
    if (index % (merchants / waves) === 0 && index > 0) {
      // What happens is told at once: events that waited for months would be what charts show.
      await until('every event was told', async () => {
        const { deliveries } = await send('GET', `/v1/webhooks/${webhook.id}/deliveries?state=pending`);
        return deliveries.length === 0;
      });
      world.advance(70 * day);
    }
    await hub.grant(merchant(index));
    if (index % 8 !== 5) await send('POST', `${at(index)}/assign`, { reference: reference(index) });
  }
  const call = (index: number) => `/proxy/${appId}/${merchant(index)}/v3/alipay/trade/query`;
  for (const index of [0, 1, 2, 3, 0, 0]) await send('POST', call(index), { out_trade_no: `order-${index}` });
  await send('POST', `${at(0)}/rotate`, { reason: 'asked' });
  await send('POST', `${at(0)}/check`);
  await node.request('GET', `${at(0)}/token?reason=support`);
  for (const index of [3, 11]) hub.sandbox.cancel({ appId, authAppId: merchant(index) });
  await send('POST', `${at(9)}/deactivate`);
  await loseRotation(world, at(6));
  await loseRotation(world, at(13));
  let linkId = '';
  for (const index of [30, 31, 32]) {
    linkId = (await send('POST', `${app}/links`, { reference: reference(index) })).id;
  }
  await fillSettings(world);
  receiver.react = () => 503;
  await send('POST', `${at(1)}/rotate`, { reason: 'asked' });
  await hub.sandbox.settled();
  await until('the cancellations arrived', async () => {
    const { authorizations } = await send('GET', `${app}/authorizations?state=cancelled`);
    return authorizations.length === 2;
  });
  await until(
    'the last hour is counted',
    async () => {
      const { series } = await send('GET', '/v1/stats');
      return series.some(
        ({ counts }: { counts: Record<string, number> }) => (counts.calls ?? 0) + (counts['calls-failed'] ?? 0) > 0,
      );
    },
    120_000,
  );
  return {
    appId,
    authAppId: merchant(0),
    webhookId: webhook.id,
    linkId,
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** A second application, which has certificates, alert channels, and a colleague who is signed in. */
async function fillSettings({ hub }: ConsoleWorld): Promise<void> {
  const { node, sandbox } = hub;
  const { appId, privateKey, appCert, alipayCert, alipayRootCert } = sandbox.app('certificate');
  const keys = {
    privateKey,
    appCertificate: appCert,
    alipayCertificate: alipayCert,
    alipayRootCertificate: alipayRootCert,
  };
  const bodies: [string, object][] = [
    ['/v1/apps', { appId, name: '青禾点餐', endpoint: sandbox.endpoint, rotation: { everyDays: 90 }, keys }],
    [
      '/v1/alerts/channels',
      { kind: 'wecom', name: '值班群', robot: { url: 'https://qyapi.weixin.qq.com/send?key=k' } },
    ],
    [
      '/v1/alerts/channels',
      {
        kind: 'email',
        name: 'On call',
        minimumSeverity: 'critical',
        email: { host: 'smtp.example.com', from: 'lingpai@example.com', to: ['ops@example.com'] },
      },
    ],
  ];
  for (const [path, body] of bodies) {
    const { status, text, json } = await node.request('POST', path, { body });
    if (status !== 201) throw new Error(`${path}: ${text}`);
    if (path !== '/v1/apps') await node.request('PATCH', `${path}/${json.id}`, { body: { state: 'disabled' } });
  }
  const key = await hub.createKey(['read', 'webhooks'], { name: '王芳' });
  await node.request('POST', '/v1/session', { key: null, body: { key } });
}

/** A rotation whose response is lost, with a refresh token that works only once. */
async function loseRotation({ hub }: ConsoleWorld, path: string): Promise<void> {
  hub.sandbox.injectFault({ effect: 'drop-after', match: { grantType: 'refresh_token' } });
  for (const _ of ['lost', 'refused']) await hub.node.request('POST', `${path}/rotate`);
}
