import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { beforeAll, describe, expect, it } from 'vitest';
import { literal, shellExample } from '../scripts/reference/example-code.mjs';
import { exampleRequest } from '../scripts/reference/example-value.mjs';
import { descriptionCell, plain, requirementCell } from '../scripts/reference/fact-text.mjs';

const field = (name: string, fact: object = {}, example = `a-${name}`) => ({
  name,
  list: false,
  base: 'string',
  model: undefined,
  modelType: undefined,
  fact,
  example,
});

describe('an example request', () => {
  it('holds what is required, and of alternatives the first', () => {
    const either = { requirement: 'conditional', exactlyOne: ['one', 'other'] };
    const fields = [field('must', { requirement: 'required' }), field('one', either), field('other', either)];
    expect(exampleRequest(fields, new Map())).toEqual({ must: 'a-must', one: 'a-one' });
  });

  it('holds what another value makes required, and nothing that only other values need', () => {
    const when = (equals: string) => ({ requirement: 'conditional', requiredWhen: { field: 'kind', equals } });
    const fields = [
      field('code', when('code')),
      field('kind', { requirement: 'required', closed: true, values: { code: null, refresh: null } }, 'code'),
      field('token', when('refresh')),
    ];
    expect(exampleRequest(fields, new Map())).toEqual({ code: 'a-code', kind: 'code' });
  });

  it('never holds fields that exclude each other', () => {
    const fields = [field('one', { excludes: ['other'] }), field('other', { excludes: ['one'] })];
    expect(exampleRequest(fields, new Map())).toEqual({ one: 'a-one' });
  });
});

describe('a fact', () => {
  const context = { meanings: { 是: 'yes' }, linkTo: (id: string) => id };

  it('says where a requirement is second-hand, and where nothing is known', () => {
    expect(requirementCell({ requirement: 'required', requirementSource: 'portal' }, 'en')).toBe('yes (second-hand)');
    expect(requirementCell({ requirement: 'required', requirementSource: 'document' }, 'en')).toBe('yes');
    expect(requirementCell({}, 'en')).toBe('unknown');
    expect(requirementCell({}, 'zh')).toBe('未知');
  });

  it('is said in each language', () => {
    const known = field('flag', { name: '开关', nameEn: 'switch', values: { Y: '是' }, maxLength: 1 }, 'Y');
    expect(descriptionCell(known, { ...context, language: 'en' })).toBe(
      'Switch (开关). At most 1 characters. Known values: `Y` (yes). Example `Y`.',
    );
    expect(descriptionCell(known, { ...context, language: 'zh' })).toBe(
      '开关。最多 1 个字符。已知取值：`Y`（是）。示例 `Y`。',
    );
  });

  it('cannot break the table or the page that it stands in', () => {
    expect(plain('a|b <i> {{x}} *c* app_id')).toBe('a\\|b &lt;i> &#123;&#123;x}} \\*c\\* app_id');
  });
});

it('writes quotes and line breaks so that they compile', () => {
  expect(literal({ a: "it's", 'b-c': [1, true] })).toBe("{ a: 'it\\'s', 'b-c': [1, true] }");
});

describe('alipay-curl.sh', () => {
  const script = resolve(import.meta.dirname, '../scripts/reference/alipay-curl.sh');
  let sandbox: RunningSandbox;
  let call: (words: readonly string[], environment?: Record<string, string>) => Promise<string>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const folder = mkdtempSync(join(tmpdir(), 'lingpai-curl-'));
    const key = join(folder, 'key.pem');
    const { appId, privateKey = '' } = sandbox.app('key');
    writeFileSync(key, privateKey, { mode: 0o600 });
    writeFileSync(join(folder, 'shop.png'), 'picture');
    call = async (words, environment = {}) => {
      const env = { ...process.env, ALIPAY_ENDPOINT: sandbox.endpoint, ALIPAY_APP_ID: appId, ALIPAY_PRIVATE_KEY: key };
      const run = promisify(execFile)(script, words, { env: { ...env, ...environment }, cwd: folder });
      return run.then(
        ({ stdout }) => stdout,
        (error: { stdout?: string }) => String(error.stdout),
      );
    };
    return async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    };
  });

  it('signs a body, a query, a merchant token and an upload as the gateway verifies them', async () => {
    const { appId } = sandbox.app('key');
    const merchantApplications = [
      { authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' as const },
    ];
    const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications });
    const body = JSON.stringify({ grant_type: 'authorization_code', code }, undefined, 2);
    const pair = JSON.parse(await call(['POST', '/v3/alipay/open/auth/token/app', body]));
    expect(pair).toMatchObject({ auth_app_id: '2021000000000777' });
    const token = encodeURIComponent(pair.app_auth_token);
    const status = await call(['GET', `/v3/alipay/open/auth/token/app/query?app_auth_token=${token}`]);
    expect(JSON.parse(status)).toMatchObject({ status: 'valid' });
    const merchant = { ALIPAY_APP_AUTH_TOKEN: pair.app_auth_token };
    const query = await call(['POST', '/v3/alipay/trade/query', '{"out_trade_no":"7"}'], merchant);
    expect(JSON.parse(query).code).not.toMatch(/signature|token/);
    const upload = ['POST', '/v3/alipay/open/file/upload', '{"biz_code":"openpt_appstore"}', 'file_content=@shop.png'];
    expect(JSON.parse(await call(upload))).toHaveProperty('file_id');
  });

  it('is refused with a key of another application', async () => {
    const words = ['POST', '/v3/alipay/trade/query', '{"out_trade_no":"7"}'];
    const refused = await call(words, { ALIPAY_APP_ID: sandbox.app('encrypted').appId });
    expect(JSON.parse(refused).code).toBe('invalid-signature');
  });

  it('quotes what a shell would read otherwise', () => {
    const text = shellExample(
      { verb: 'POST', path: '/v3/a', inPath: [], inQuery: [], inBody: [field('subject')], multipart: false },
      { subject: "it's" },
    );
    expect(text).toBe(`./alipay-curl.sh POST /v3/a '{\n  "subject": "it'\\''s"\n}'`);
  });
});
