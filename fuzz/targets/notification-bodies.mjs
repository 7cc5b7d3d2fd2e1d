import { parseNotification } from '@lingpai/alipay';
import { expectThat, refusedOr } from '../expectations.mjs';
import { clientOver, signAsAlipay } from '../keys.mjs';
import { mutateBytes } from '../mutate.mjs';

const fields = {
  app_id: '2021000000000001',
  buyer_id: '2088102150527498',
  charset: 'UTF-8',
  notify_id: '2026112600222000000000000000000001',
  notify_type: 'trade_status_sync',
  out_trade_no: 'order 7&8',
  passback_params: 'orderId=1&phone=138',
  subject: '套餐A+B=“好”',
  total_amount: '88.00',
  trade_no: '2026112622001400000000000001',
  trade_status: 'TRADE_SUCCESS',
};
const encode = (record) =>
  Object.entries(record)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%20', '+')}`)
    .join('&');
const signedText = (record) =>
  Object.keys(record)
    .toSorted()
    .map((name) => `${name}=${record[name]}`)
    .join('&');
const bodies = [
  encode({ ...fields, sign: signAsAlipay(signedText(fields)), sign_type: 'RSA2' }),
  encode({ ...fields, sign_type: 'RSA2', sign: signAsAlipay(signedText({ ...fields, sign_type: 'RSA2' })) }),
].map((text) => Buffer.from(text));

const client = clientOver(() => Promise.reject(new Error('nothing is sent')));

/** Bodies of notifications: what verifies has every known field as it was signed, and no other known field. */
export const notificationBodies = {
  make(random) {
    let body = random.pick(bodies);
    if (random.chance(0.5)) body = resplit(body, random);
    if (random.chance(0.7)) body = mutateBytes(body, random);
    return {
      body,
      contentType: random.pick([undefined, 'application/x-www-form-urlencoded; charset=utf-8', 'text/plain']),
    };
  },
  async run({ body, contentType }) {
    const result = await refusedOr(async () => {
      const parsed = parseNotification(body, contentType);
      await client.verifyNotification(parsed);
      return parsed;
    });
    if (result === undefined) return;
    for (const [name, value] of Object.entries(fields)) {
      expectThat(result.value[name] === value, `${name} became ${JSON.stringify(result.value[name])}`);
    }
    for (const name of ['refund_fee', 'seller_id', 'auth_app_id', 'biz_content', 'status', 'method', 'msg_method']) {
      expectThat(result.value[name] === undefined, `${name} was added`);
    }
  },
};

/** Moves the border between fields, which the signed text does not show: `a=1&b=2` as one value, or one value as two. */
function resplit(body, random) {
  const text = body.toString();
  const [from, to] = random.chance(0.5) ? ['%26', '&'] : ['&', '%26'];
  const places = [...text.matchAll(new RegExp(from, 'g'))].map((match) => match.index);
  if (places.length === 0) return body;
  const at = random.pick(places);
  const changed = `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
  return Buffer.from(random.chance(0.5) ? changed : changed.replace('%3D', '='));
}
