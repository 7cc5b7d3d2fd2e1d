import { createPrivateKey, randomUUID } from 'node:crypto';
import { signRequest } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formBody, formBoundary, formType, type WrittenPart } from '../support/form-body.js';
import { type RawResponse, send } from '../support/raw-client.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

const path = '/v3/alipay/open/file/upload';

async function upload(body: Buffer, signed: string, type = formType): Promise<RawResponse> {
  const { appId, privateKey = '' } = sandbox.app();
  const authorization = await signRequest(
    { method: 'POST', pathAndQuery: path, body: signed },
    { appId, nonce: randomUUID(), timestamp: Date.now() },
    createPrivateKey(privateKey),
  );
  return send(sandbox.endpoint, { method: 'POST', path, body, headers: { 'content-type': type, authorization } });
}

const text = fc.string({ maxLength: 40 });
const part: fc.Arbitrary<WrittenPart> = fc.record(
  {
    name: fc.oneof(fc.constantFrom('data', 'file_content', '__proto__', ''), text),
    content: fc.oneof(text, fc.uint8Array({ maxLength: 200 })),
    filename: text,
    contentType: fc.oneof(fc.constantFrom('application/json', 'text/plain; charset=gbk'), text),
  },
  { requiredKeys: ['name', 'content'] },
);

it('responds to every form, never with a failure of its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      const { content = '' } = parts.find(({ name }) => name === 'data') ?? {};
      const { status } = await upload(formBody(parts), Buffer.from(content).toString());
      expect([200, 400, 401]).toContain(status);
    }),
    { numRuns: 150 },
  );
});

it('responds to forms that are cut, joined and corrupted', async () => {
  const whole = formBody([
    { name: 'data', content: '{"biz_code":"s"}', contentType: 'application/json' },
    { name: 'file_content', content: 'bytes', filename: 'a.png' },
  ]);
  const piece = fc.oneof(
    fc.tuple(fc.nat(whole.length), fc.nat(whole.length)).map(([from, to]) => whole.subarray(from, to)),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(`--${formBoundary}`, `--${formBoundary}--`, '\r\n', '\r\n\r\n', '--')
      .map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(formType, `${formType}x`, 'multipart/form-data; boundary=""', 'multipart/form-data;;'),
      async (pieces, type) => {
        const { status, json } = await upload(Buffer.concat(pieces), '{"biz_code":"s"}', type);
        expect([200, 400, 401]).toContain(status);
        expect(json.code).not.toBe('unknow-error');
      },
    ),
    { numRuns: 200 },
  );
});

it('takes no other "data" than the one that was signed', async () => {
  const signed = '{"biz_code":"s"}';
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.boolean(), async (other, before) => {
      const data = { name: 'data', content: signed, contentType: 'application/json' };
      const forged = { ...data, content: other };
      const { status } = await upload(formBody(before ? [forged, data] : [data, forged]), signed);
      expect(status).toBe(400);
      const replaced = await upload(formBody([forged]), signed);
      expect(replaced.status).toBe(other === signed ? 200 : 401);
    }),
    { numRuns: 60 },
  );
});
