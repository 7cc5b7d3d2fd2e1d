import { consent } from './merchant-browser.js';
import { merchants } from './merchants.js';

/**
 * Walks through one merchant's story, and prints each step.
 *
 * @param {import('./start-everything.js').Running} running
 * @param {(line: string) => void} print
 * @throws {Error} that names the step that failed
 */
export async function walkThrough({ api, appId, receiver, sandbox }, print) {
  const [merchant] = merchants;
  if (merchant === undefined) throw new Error('there is no merchant');
  const { authAppId, reference } = merchant;
  const authorization = `/v1/apps/${appId}/authorizations/${authAppId}`;
  const proxy = `/proxy/${appId}/${authAppId}/v3`;

  const link = await step('Invite', async () => {
    const created = await api.request('POST', `/v1/apps/${appId}/links`, { reference });
    return { value: created, text: `${created.page} is the address to give to the merchant` };
  });

  await step('Consent', async () => {
    await consent(link, merchant);
    const { state } = await api.request('GET', `/v1/apps/${appId}/links/${link.id}`);
    const granted = await api.request('GET', authorization);
    expectState('the link', state, 'authorized');
    expectState('the authorization', granted.state, 'active');
    return { text: `${authAppId} is active, with the reference "${granted.reference}"` };
  });

  const order = await step('Charge', async () => {
    const notifyUrl = `${api.address}/notify/${appId}`;
    const charge = { out_trade_no: 'order_1', subject: 'Tea 茶', total_amount: '8.80', notify_url: notifyUrl };
    const { status, headers, document } = await api.send('POST', `${proxy}/alipay/trade/precreate`, charge);
    if (status !== 200) throw new Error(`the proxied call brought ${status}, ${document.code}`);
    const traceId = headers.get('lingpai-trace-id');
    return { value: charge, text: `8.80 yuan through the proxy: a QR code to pay, trace id ${traceId}` };
  });

  await step('Notification', async () => {
    const trade = sandbox.listTrades().find(({ outTradeNo }) => outTradeNo === order.out_trade_no);
    sandbox.payTrade(trade?.tradeNo ?? '');
    await sandbox.settled();
    const sent = sandbox.notifications().filter(({ kind }) => kind === 'trade_status_sync');
    const last = sent.at(-1)?.attempts.at(-1);
    if (last?.success !== true) throw new Error(`the hub responded to the notification with ${last?.status}`);
    const paid = await api.request('POST', `${proxy}/alipay/trade/query`, { out_trade_no: order.out_trade_no });
    expectState('the trade', paid.trade_status, 'TRADE_SUCCESS');
    return { text: `the customer pays; Alipay notifies the hub, which responds "${last.response}"` };
  });

  await step('Webhook', async () => {
    const event = await receiver.arrival('the trade', ({ type }) => type === 'trade.updated');
    return { text: `trade.updated of "${event.reference}" arrives, with a signature that is right` };
  });

  await step('Rotate', async () => {
    const before = await api.request('GET', authorization);
    const after = await api.request('POST', `${authorization}/rotate`, { reason: 'walk-through' });
    if (after.generation <= before.generation) throw new Error('the token pair is the one from before');
    await receiver.arrival('the rotation', ({ type }) => type === 'authorization.rotated');
    return { text: `generation ${before.generation} → ${after.generation}; authorization.rotated arrives` };
  });

  await step('Cancel', async () => {
    sandbox.cancel({ appId, authAppId });
    await receiver.arrival('the cancellation', ({ type }) => type === 'authorization.cancelled');
    expectState('the authorization', (await api.request('GET', authorization)).state, 'cancelled');
    const { status, document } = await api.send('POST', `${proxy}/alipay/trade/query`, { out_trade_no: 'order_1' });
    expectState('a further call', document.code, 'cancelled');
    return { text: `authorization.cancelled arrives; a further call is refused: ${status}, ${document.code}` };
  });

  /**
   * @template Value
   * @param {string} name
   * @param {() => Promise<{ value?: Value, text: string }>} work
   * @returns {Promise<Value>}
   */
  async function step(name, work) {
    try {
      const { value, text } = await work();
      print(`${name.padEnd(14)}${text}`);
      return /** @type {Value} */ (value);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`the step "${name}" failed: ${why}`, { cause });
    }
  }
}

/** @param {string} what @param {unknown} state @param {string} expected */
function expectState(what, state, expected) {
  if (state !== expected) throw new Error(`${what} is ${String(state)}, and should be ${expected}`);
}
