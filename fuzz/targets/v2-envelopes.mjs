import { isDeepStrictEqual } from 'node:util';
import { isAlipayApiError } from '@lingpai/alipay';
import { expectThat, refusedOr, secret } from '../expectations.mjs';
import { clientOver, signAsAlipay } from '../keys.mjs';
import { mutateBytes } from '../mutate.mjs';

const success = { code: '10000', msg: 'Success', app_auth_token: secret, expires_in: 31536000 };
const failure = {
  code: '40004',
  msg: 'Business Failed',
  sub_code: 'isv.code-invalid',
  sub_msg: `授权码 ${secret} 无效`,
};

const genuine = [
  ['alipay_open_auth_token_app_response', success],
  ['alipay_open_auth_token_app_response', failure],
  ['error_response', failure],
].map(([member, content]) => {
  const text = JSON.stringify(content);
  return Buffer.from(`{"${member}":${text},"alipay_cert_sn":"1f","sign":"${signAsAlipay(text)}"}`);
});

let current = { status: 200, headers: {}, body: genuine[0] };
const client = clientOver(async () => current);

/** Envelopes of the v2 gateway, whose signature covers a part of the text as it stands there. */
export const v2Envelopes = {
  make: (random) => ({
    status: random.chance(0.9) ? 200 : random.pick([204, 400, 429, 500]),
    body: mutateBytes(random.pick(genuine), random),
  }),
  async run({ status, body }) {
    current = { status, headers: { 'content-type': 'text/html;charset=utf-8' }, body };
    let refused;
    const result = await refusedOr(() =>
      client.requestV2('alipay.open.auth.token.app', { code: secret }).catch((error) => {
        refused = error;
        throw error;
      }),
    );
    if (result !== undefined) {
      const { code, msg, ...rest } = success;
      const same = isDeepStrictEqual(result.value, success) || isDeepStrictEqual(result.value, rest);
      expectThat(same, `forged data: ${JSON.stringify(result.value).slice(0, 300)} (${code} ${msg})`);
    }
    if (isAlipayApiError(refused) && refused.verified) {
      const known = refused.code === failure.sub_code || refused.code === failure.code;
      expectThat(known, `a forged verified error: ${refused.code}`);
    }
  },
};
