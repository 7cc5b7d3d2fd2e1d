import { isDeepStrictEqual } from 'node:util';
import { createContentCipher, isAlipayApiError } from '@lingpai/alipay';
import { expectThat, refusedOr, secret } from '../expectations.mjs';
import { clientOver, encryptKey, signAsAlipay } from '../keys.mjs';
import { mutateBytes, mutateRecord } from '../mutate.mjs';

const data = { app_auth_token: secret, user_id: '2088102150527498', expires_in: '31536000', name: '商户 €' };
const refusal = {
  code: 'AUTH_CODE_NOT_VALID',
  message: `app_auth_token=${secret} 无效`,
  links: [{ link: 'https://x', desc: secret }],
};
const cipher = createContentCipher(encryptKey);

/** @type {[number, string, string][]} */
const bodies = [
  [200, JSON.stringify(data), 'application/json'],
  [200, cipher.encrypt(JSON.stringify(data)), 'text/plain'],
  [400, JSON.stringify(refusal), 'application/json'],
];
const genuine = bodies.map(([status, text, type]) => {
  const body = Buffer.from(text);
  /** @type {Record<string, string>} */
  const headers = {
    'content-type': type,
    'alipay-timestamp': '1764201600100',
    'alipay-nonce': 'n-1',
    'alipay-trace-id': 't',
  };
  headers['alipay-signature'] = signAsAlipay(
    Buffer.concat([Buffer.from('1764201600100\nn-1\n'), body, Buffer.from('\n')]),
  );
  return { status, headers, body };
});

let current = genuine[0];
const client = clientOver(async () => current, { encryptKey });

/** Responses of the v3 gateway: whatever is changed, no other data and no other verified error comes out. */
export const responses = {
  make(random) {
    const response = { ...random.pick(genuine) };
    if (random.chance(0.2)) response.status = random.pick([100, 199, 200, 204, 301, 400, 401, 429, 500, 503, 999]);
    if (random.chance(0.5)) response.headers = mutateRecord(response.headers, random);
    if (random.chance(0.6)) response.body = mutateBytes(response.body, random);
    return response;
  },
  async run(response) {
    current = response;
    let refused;
    const call = client.request({
      method: 'POST',
      path: '/v3/alipay/open/auth/token/app',
      body: { grant_type: 'authorization_code', code: secret },
    });
    const result = await refusedOr(() =>
      call.catch((error) => {
        refused = error;
        throw error;
      }),
    );
    if (result !== undefined) {
      const same = isDeepStrictEqual(result.value, data);
      expectThat(same, `forged data: ${JSON.stringify(result.value).slice(0, 300)}`);
    }
    if (isAlipayApiError(refused) && refused.verified) {
      expectThat(refused.code === refusal.code, `a forged verified error: ${refused.code}`);
    }
  },
};
