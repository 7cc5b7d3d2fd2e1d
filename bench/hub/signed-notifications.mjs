// Notifications of trades, as Alipay signs them, made before they are sent.
import { createPrivateKey, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signBytes = promisify(sign);

/**
 * @param {{ appId: string, alipayPrivateKey: string, count: number, merchants: number }} asked each merchant has the same share
 * @returns {Promise<string[]>} bodies, each with an id of its own
 */
export async function signedNotifications({ appId, alipayPrivateKey, count, merchants }) {
  const key = createPrivateKey(alipayPrivateKey);
  const run = Date.now();
  const bodies = [];
  for (let from = 0; from < count; from += 64) {
    const some = Array.from({ length: Math.min(64, count - from) }, (_, index) =>
      signed(fieldsOf(appId, `${run}-${from + index}`, (from + index) % merchants), key),
    );
    bodies.push(...(await Promise.all(some)));
  }
  return bodies;
}

function fieldsOf(appId, id, merchant) {
  return {
    notify_id: `bench-${id}`,
    notify_type: 'trade_status_sync',
    notify_time: '2026-11-26 12:00:00',
    version: '1.0',
    charset: 'UTF-8',
    app_id: appId,
    auth_app_id: String(2021000000100000n + BigInt(merchant)),
    trade_no: `2026112622001400000${id}`,
    out_trade_no: `order-${id}`,
    buyer_id: '2088000000000001',
    seller_id: '2088000000000002',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '12.50',
    receipt_amount: '12.50',
    subject: 'Benchmark',
    gmt_create: '2026-11-26 12:00:00',
    gmt_payment: '2026-11-26 12:00:00',
  };
}

async function signed(fields, key) {
  const names = Object.keys(fields).sort();
  const text = names.map((name) => `${name}=${fields[name]}`).join('&');
  const signature = (await signBytes('RSA-SHA256', Buffer.from(text), key)).toString('base64');
  return new URLSearchParams({ ...fields, sign_type: 'RSA2', sign: signature }).toString();
}
