import type { AlipayClient, Transport } from '@lingpai/alipay';
import { expect, it, vi } from 'vitest';
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

/** Reads of a process that does nothing but wait for another one's rotation: more than anything else takes. */
const readsOfWaiting = 7;

describeEngines('a rotation that is refused while another process waits for it', (tests) => {
  /** The merchant has consented once more, and not come back yet: Alipay accepts nothing of the former grant. */
  async function startRefused(world: World) {
    const { transport: send, letThrough } = holdResponses('refresh_token');
    let goOn = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // It learns of the refusal, and is then as slow as one that is killed.
    const transport: Transport = async (request) => {
      if (request.url.includes('/token/app/query')) await ended;
      return send(request);
    };
    const rotating = await world.open({ applications: [{ client: world.client(world.app, { transport }) }] });
    const { vault, context } = await world.open();
    await world.grant(rotating, m);
    await world.consent(m);
    const rotation = rotating.vault.rotate(world.appId, m).catch((error: unknown) => error);
    await until('Alipay has refused the refresh token', async () =>
      (await world.sandbox.requests()).some(({ body, refusal }) => refusal !== null && body.includes('refresh_token')),
    );
    const reads = vi.spyOn(context.store, 'read');
    const isWaiting = () => until('the other process waits', () => reads.mock.calls.length >= readsOfWaiting);
    return { rotation, vault, isWaiting, letThrough, goOn };
  }

  it('ends a call as it does without the other process', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace: 0 } });
    const { rotation, vault, isWaiting, letThrough, goOn } = await startRefused(world);
    const send = (client: AlipayClient) => client.forward({ method: 'POST', path, content }, { maxRetries: 0 });
    const call = vault.forward(world.appId, m, { send }).catch((error: unknown) => error);
    await isWaiting();
    letThrough();
    expect(await call).toMatchObject({ code: 'cancelled' });
    goOn();
    expect(await rotation).toMatchObject({ code: 'cancelled' });
  });

  it('ends another rotation with what became of the authorization', async () => {
    await using world = await tests.world({ settings: { oldTokenGrace: 0 } });
    const { rotation, vault, isWaiting, letThrough, goOn } = await startRefused(world);
    const joined = vault.rotate(world.appId, m).catch((error: unknown) => error);
    await isWaiting();
    letThrough();
    expect(await joined).toMatchObject({ code: 'cancelled' });
    goOn();
    expect(await rotation).toMatchObject({ code: 'cancelled' });
  });
});
