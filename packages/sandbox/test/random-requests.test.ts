import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { assert, asyncProperty, constantFrom, dictionary, oneof, option, record, string, uint8Array } from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RawCall, rawCall, send, tokenPath } from './support/raw-client.js';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

const printable = string({ unit: 'grapheme-ascii', maxLength: 60 });
const method = constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
const path = oneof(
  constantFrom(tokenPath, `${tokenPath}/query`, '/v3/', '/v3/%zz', '/v3/%00', '/v3/../sandbox', '/nowhere'),
  printable.map((text) => `/v3/${encodeURIComponent(text)}?${encodeURIComponent(text)}`),
);
const fields = oneof(
  printable,
  printable.map((text) => `app_id=2021000000000001,${text}`),
);
const headers = record(
  {
    authorization: oneof(
      fields,
      fields.map((text) => `ALIPAY-SHA256withRSA ${text}`),
    ),
    'content-type': oneof(printable, constantFrom('application/json', 'text/plain', 'multipart/form-data', ';;')),
    'alipay-encrypt-type': constantFrom('AES', 'SM4', 'null'),
    'alipay-app-auth-token': printable,
    'alipay-root-cert-sn': printable,
    'x-http-method-override': constantFrom('DELETE', 'nothing'),
  },
  { requiredKeys: [] },
);

it('responds, signed, to any input, and never with a failure of its own', async () => {
  await assert(
    asyncProperty(method, path, headers, uint8Array({ maxLength: 200 }), async (...[verb, target, given, body]) => {
      const response = await send(sandbox.endpoint, { method: verb, path: target, headers: given, body });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers['alipay-signature']).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    }),
    { numRuns: 300 },
  );
});

const bodies = oneof(
  printable,
  dictionary(constantFrom('grant_type', 'code', 'refresh_token', '__proto__', 'constructor'), option(printable)).map(
    (value) => JSON.stringify(value),
  ),
);

it('responds to anything correctly signed, and reveals no token', async () => {
  await assert(
    asyncProperty(constantFrom('key', 'certificate', 'encrypted'), method, path, bodies, async (...arbitrary) => {
      const [kind, verb, target, body] = arbitrary;
      const call: RawCall = { method: verb, path: target, body: verb === 'GET' ? '' : body };
      const response = await rawCall(sandbox.endpoint, sandbox.app(kind), call);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.text).not.toContain('app_auth_token"');
    }),
    { numRuns: 200 },
  );
});
