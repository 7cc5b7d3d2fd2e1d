import type { AlipayClient } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { holdResponses } from '../support/held-responses.js';
import { until } from '../support/invariants.js';
import type { World } from '../support/world.js';

const m = 'merchant-1';
const path = '/v3/alipay/trade/precreate';
const content = JSON.stringify({ out_trade_no: 'o-1', total_amount: '1.00', subject: 'tea' });

/** Alipay has replaced the token for one process, and another one makes a call with it. */
async function start(world: World) {
  const { transport, letThrough, lose } = holdResponses('refresh_token');
  const rotating = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
  const calling = await world.open();
  await world.grant(calling, m);
  const rotation = rotating.vault.rotate(world.appId, m).catch((error: unknown) => error);
  await until('Alipay has replaced the token', async () => (await world.grants('refresh_token')) === 1);
  let calls = 0;
  const send = (client: AlipayClient) => {
    calls += 1;
    return client.forward({ method: 'POST', path, content }, { maxRetries: 0 });
  };
  const call = calling.vault.forward(world.appId, m, { send });
  const asked = async () =>
    (await world.sandbox.requests()).some(({ pathAndQuery }) => pathAndQuery.includes('auth/token/app/query'));
  await until('Alipay was asked about the token', asked);
  return { rotation, letThrough, lose, call, calls: () => calls };
}

describeEngines('a call whose token another process has had replaced', (tests) => {
  it('is made once more with the new token, as soon as the rotation is applied', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace: 0 } });
    const { rotation, letThrough, call, calls } = await start(world);
    letThrough();
    expect(await call).toMatchObject({ status: 200 });
    expect(calls()).toBe(2);
    expect(await rotation).toMatchObject({ state: 'active' });
  });

  it('is made once more when the response to that rotation is lost: it is repeated first', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace: 0 } });
    const { rotation, lose, call, calls } = await start(world);
    lose();
    expect(await call).toMatchObject({ status: 200 });
    expect(calls()).toBe(2);
    expect(await rotation).toMatchObject({ code: 'outcome-unknown' });
  });
});
