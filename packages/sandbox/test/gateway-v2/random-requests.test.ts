import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formBody, formType } from '../support/form-body.js';
import { type RawResponse, send } from '../support/raw-client.js';
import { v2Call, v2Fields, v2Send } from '../support/v2-calls.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

const methods = [
  'alipay.open.auth.token.app',
  'alipay.open.auth.token.app.query',
  'alipay.system.oauth.token',
  'alipay.open.app.alipaycert.download',
  'alipay.trade.app.pay',
  'alipay.trade.page.pay',
  'alipay.nothing',
];
const method = fc.constantFrom(...methods);
const text = fc.string({ maxLength: 40 });
const name = fc.oneof(
  fc.constantFrom(
    'app_id',
    'method',
    'sign',
    'biz_content',
    'timestamp',
    'charset',
    'encrypt_type',
    'return_url',
    '__proto__',
  ),
  text,
);

/** Refused, as what the gateway says; a page or JSON, but no failure of its own. */
function expectRefusal({ status, text: body, json }: RawResponse): void {
  expect([200, 400]).toContain(status);
  expect(body).not.toContain('unknow-error');
  expect(body).not.toContain('"code":"10000"');
  if (status === 200) expect(json.sign).toEqual(expect.any(String));
}

it('refuses every request that is not signed, and never fails', async () => {
  const type = fc.oneof(
    fc.constantFrom('application/x-www-form-urlencoded', 'application/json', formType),
    text.map(encodeURIComponent),
  );
  const body = fc.oneof(
    fc.array(fc.tuple(name, text), { maxLength: 8 }).map((pairs) => Buffer.from(new URLSearchParams(pairs).toString())),
    fc
      .array(fc.tuple(name, text), { maxLength: 5 })
      .map((pairs) => formBody(pairs.map(([part, content]) => ({ name: part, content })))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST'),
      fc.array(fc.tuple(name, text)),
      type,
      body,
      async (...arbitrary) => {
        const [verb, query, contentType, content] = arbitrary;
        const path = `/gateway.do?app_id=${sandbox.app().appId}&${new URLSearchParams(query)}`;
        const headers = contentType === '' ? {} : { 'content-type': contentType };
        expectRefusal(
          await send(sandbox.endpoint, { method: verb, path, body: verb === 'GET' ? '' : content, headers }),
        );
      },
    ),
    { numRuns: 250 },
  );
});

it('never fails over what is rightly signed', async () => {
  const fields = fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), text, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(method, fc.jsonValue({ maxDepth: 2 }), fields, async (one, content, more) => {
      const { status, text: body } = await v2Call(sandbox, one, content, { fields: more });
      expect([200, 400]).toContain(status);
      expect(body).not.toContain('unknow-error');
    }),
    { numRuns: 200 },
  );
});

it.each(methods)('does not fail over contents that are deep or odd: %s', async (one) => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const value of [deep, '{"toString":1}', 'null', '1e999']) {
    const names = ['app_auth_token', 'grant_type', 'code', 'alipay_cert_sn', 'out_trade_no', 'subject', 'total_amount'];
    for (const member of names) {
      const fields = { biz_content: `{"${member}":${value}}` };
      expectRefusal(await v2Call(sandbox, one, undefined, { fields }));
    }
  }
});

it('takes nothing that was changed after it was signed', async () => {
  const order = { out_trade_no: '7', subject: 's', total_amount: '1.00' };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('alipay.trade.app.pay', 'alipay.trade.page.pay'),
      name,
      text,
      async (one, changed, value) => {
        const fields = v2Fields(sandbox, one, order);
        // An empty value counts as absent, so adding one changes nothing.
        fc.pre((Object.hasOwn(fields, changed) ? fields[changed] : '') !== value);
        expectRefusal(await v2Send(sandbox, { ...fields, [changed]: value }));
      },
    ),
    { numRuns: 150 },
  );
});
