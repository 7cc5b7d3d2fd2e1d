import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { merchants } from './merchants.js';

/** Milliseconds between two charges. */
const interval = 1_000;

/**
 * Customers of the merchants order, pay and get refunds, until the signal is aborted.
 *
 * @param {import('./start-everything.js').Running} running
 * @param {{ signal: AbortSignal, random?: () => number }} options
 */
export async function makeTraffic({ api, appId, sandbox }, { signal, random = Math.random }) {
  const subjects = ['Tea 龙井', 'Novel 小说', 'Bicycle hire 租车', 'Noodles 面'];
  while (!signal.aborted) {
    const merchant = merchants[Math.floor(random() * merchants.length)];
    const proxy = `/proxy/${appId}/${merchant?.authAppId}/v3/alipay/trade`;
    const order = {
      out_trade_no: `order_${randomUUID().replaceAll('-', '')}`,
      subject: subjects[Math.floor(random() * subjects.length)],
      total_amount: (1 + random() * 99).toFixed(2),
      notify_url: `${api.address}/notify/${appId}`,
    };
    const charged = await api.send('POST', `${proxy}/precreate`, order);
    const trade = sandbox.listTrades().findLast(({ outTradeNo }) => outTradeNo === order.out_trade_no);
    // Some customers change their minds; then the query finds no trade.
    if (charged.status === 200 && trade !== undefined && random() < 0.85) sandbox.payTrade(trade.tradeNo);
    const { out_trade_no } = order;
    const found = await api.send('POST', `${proxy}/query`, { out_trade_no });
    if (found.document.trade_status === 'TRADE_SUCCESS' && random() < 0.1) {
      await api.send('POST', `${proxy}/refund`, { out_trade_no, refund_amount: order.total_amount });
    }
    await sleep(interval, undefined, { signal }).catch(() => undefined);
  }
}
