import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { checkBizContent, checkRequest, describeProblem } from '@lingpai/alipay/checks';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiPage } from '../scripts/reference/api-page.mjs';
import { literal, shellExample } from '../scripts/reference/example-code.mjs';
import { exampleRequest } from '../scripts/reference/example-value.mjs';
import { descriptionCell, plain, requirementCell } from '../scripts/reference/fact-text.mjs';
import { pagesPage } from '../scripts/reference/pages-page.mjs';
import { readReference } from '../scripts/reference/read-apis.mjs';
import { readPages } from '../scripts/reference/read-pages.mjs';

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
  it('says of what type a value is that it holds', () => {
    const type = field('id_type', { values: { USER: null, LOGIN: null }, example: 'USER' }, 'USER');
    expect(exampleRequest([field('id'), type], new Map())).toEqual({ id: 'a-id', id_type: 'USER' });
  });

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

  it('holds of what nothing requires only what is chosen by hand, where something is', () => {
    const chosen = { ...field('chosen'), inExample: true };
    expect(exampleRequest([{ ...field('other'), inExample: false }, chosen], new Map())).toEqual({
      chosen: 'a-chosen',
    });
  });

  it('never holds fields that exclude each other', () => {
    const fields = [field('one', { excludes: ['other'] }), field('other', { excludes: ['one'] })];
    expect(exampleRequest(fields, new Map())).toEqual({ one: 'a-one' });
  });

  it('of each operation passes the checks', () => {
    const { apis, schemas } = readReference();
    const operations = apis.flatMap((api) => api.operations);
    expect(operations.length).toBeGreaterThanOrEqual(747);
    const problems = operations.flatMap(({ id, fields, inPath, inQuery, multipart }) => {
      const example = exampleRequest(fields, schemas);
      const located = new Set([...inPath, ...inQuery].map(({ name }) => name));
      const files = fields.filter(({ base, name }) => base === 'file' && name in example).map(({ name }) => name);
      const entries = Object.entries(example);
      const parameters = new Map(
        entries.filter(([name]) => located.has(name)).map(([name, value]) => [name, String(value)]),
      );
      const body = Object.fromEntries(entries.filter(([name]) => !located.has(name) && !files.includes(name)));
      const found = checkRequest(id, { parameters, body: multipart ? body.data : body, files });
      return found.map((problem) => `${id} ${describeProblem(problem)}`);
    });
    expect(problems).toEqual([]);
  });
});

describe('the methods of the v2 gateway', () => {
  const pages = readPages();

  it('each have a section with a description, every field and a program', () => {
    const reference = readReference();
    for (const language of ['en', 'zh'] as const) {
      const text = pagesPage(pages, { reference, language, linkTo: (id: string) => id });
      for (const { id, summary, fields } of pages.methods) {
        const [, section = ''] = text.split(`## ${id} {#`);
        const [own = ''] = section.split('\n## ');
        expect(own).toContain(summary[language]);
        expect(own).toContain(`('${id}', {`);
        for (const { name } of fields) expect(own).toContain(`| \`${name}\` |`);
      }
      for (const { type } of pages.schemas.values()) expect(text).toContain(`### ${type} {#`);
    }
  });

  it('have examples that pass the checks', () => {
    expect(pages.methods).toHaveLength(13);
    const problems = pages.methods.flatMap(({ id, fields }) =>
      checkBizContent(id, exampleRequest(fields, pages.schemas)).map((problem) => `${id} ${describeProblem(problem)}`),
    );
    expect(problems).toEqual([]);
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

  it('says what a call without the field is refused as', () => {
    const known = field('version', { name: '版本号', nameEn: 'version', missingCode: 'VERSION_IS_BLANK' }, '1');
    const cell = (language: 'en' | 'zh') => descriptionCell(known, { ...context, language });
    expect(cell('en')).toBe('Version (版本号). `VERSION_IS_BLANK` refuses a call without it. Example `1`.');
    expect(cell('zh')).toBe('版本号。缺少时返回 `VERSION_IS_BLANK`。示例 `1`。');
  });

  it('without a name says what others of its name are, or begins with what the values mean', () => {
    const cell = (known: object) =>
      descriptionCell({ ...field('flag', known, 'Y'), ...known }, { ...context, language: 'en' });
    expect(cell({})).toBe('Not described in the catalogue. Example `Y`.');
    expect(cell({ elsewhere: { name: '开关', nameEn: 'switch' } })).toBe(
      'Not described here; elsewhere `flag` is: Switch (开关). Example `Y`.',
    );
    expect(cell({ fact: { values: { Y: '是' }, maxLength: 1 } })).toBe(
      'Known values: `Y` (yes). At most 1 characters. Example `Y`.',
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

describe('the page of an operation beyond the published document', () => {
  const reference = readReference();
  const pageOf = (name: string, language: 'en' | 'zh' = 'en') => {
    const api = reference.apis.find((one) => one.name === name) ?? expect.fail(`${name} has no page`);
    return apiPage(api, { reference, language, linkTo: (id) => id });
  };

  it('says that the operation is retired, removed upstream, newer or uncatalogued, and by which document', () => {
    const retired = pageOf('alipay.security.data.sss');
    expect(retired).toContain('(retired) |');
    expect(retired).toContain(
      "**Retired.** Alipay's v3 document of 2025-08-05 has this operation, that of 2025-12-15 no",
    );
    expect(retired).toContain('evidently a test interface');
    expect(pageOf('alipay.security.data.sss', 'zh')).toContain('**已下线。**支付宝 2025-08-05 的 v3 文档有此接口');
    expect(pageOf('alipay.trade.applepay.authentication')).toContain(
      "**Removed upstream.** Alipay's v3 document of 2026-09-23 no longer has this operation.",
    );
    expect(pageOf('alipay.user.deloauth.detail')).toContain('**Uncatalogued.** No published document');
    expect(pageOf('grandsecurity.bizrisks.fact')).toContain("**Newer.** Alipay's v3 document of 2026-09-23 added");
    expect(pageOf('alipay.trade')).not.toMatch(/\*\*(?:Retired|Removed upstream|Newer|Uncatalogued)\.\*\*/);
  });

  it('shows how to read a stream', () => {
    const page = pageOf('grandsecurity.bizrisks.fact');
    expect(page).toContain('{ acceptUnsigned: true });\nfor await (const { data } of events) console.log(data);');
    expect(page).toContain('The response is a [stream of events](../guide/streams.md).');
  });

  it('says of every field that a call sends whether it is required, or that this is unknown', () => {
    const page = pageOf('alipay.open.instantdelivery.merchantagreement');
    expect(page).toContain('| `open_id` | `string` | unknown |');
    const cells = reference.apis.flatMap(({ operations }) =>
      operations.flatMap(({ fields }) => fields.map(({ fact }) => requirementCell(fact, 'en'))),
    );
    expect([...new Set(cells)].sort()).toEqual(
      expect.arrayContaining(['depends', 'no', 'unknown', 'yes', 'yes (second-hand)']),
    );
    expect(cells.every((cell) => /^(?:yes|no|depends|unknown)(?: \(second-hand\))?$/.test(cell))).toBe(true);
  });

  // A description begins with a name, or with what stands in for one: an example, a limit or a format alone describes nothing.
  const bare = /\| *(?:(?:Example|At most|At least|From|Format|Holds|Default|示例|最多 |至少 |格式|默认)[^|]*)?\|$/;

  it('leaves no description of an operation, a field or an error code empty', () => {
    const empty = (['en', 'zh'] as const).flatMap((language) =>
      reference.apis.flatMap((api) => {
        const page = apiPage(api, { reference, language, linkTo: (id) => id });
        const rows = page.split('\n').filter((line) => line.startsWith('| `') || line.startsWith('| [`'));
        return rows.filter((row) => bare.test(row)).map((row) => `${api.name} ${row}`);
      }),
    );
    expect(empty).toEqual([]);
  });

  it('covers all 769 operations', () => {
    const statuses = reference.apis.flatMap(({ operations }) => operations.map(({ status }) => status?.kind));
    const count = (kind: string | undefined) => statuses.filter((one) => one === kind).length;
    expect([
      count(undefined),
      count('removed upstream'),
      count('retired'),
      count('added'),
      count('uncatalogued'),
    ]).toEqual([745, 2, 20, 1, 1]);
  });
});
