import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { CommandLine, type CommandPlace } from './support/command-line.js';

const published = fileURLToPath(new URL('../../alipay/catalogue/alipay-openapi-v3.json', import.meta.url));
const merged = fileURLToPath(new URL('../../alipay/dist/catalogue.json', import.meta.url));

const operation = (id: string, fields: object, codes: readonly string[]) => ({
  post: {
    operationId: id,
    tags: ['shop.order'],
    requestBody: { content: { 'application/json': { schema: { type: 'object', properties: fields } } } },
    responses: {
      200: { content: { 'application/json': { schema: { type: 'object' } } } },
      default: {
        content: { 'application/json': { schema: { properties: { code: { type: 'string', enum: codes } } } } },
      },
    },
  },
});
const document = (version: string, paths: object) => ({ openapi: '3.0.3', info: { title: 'Shop', version }, paths });
const text = { type: 'string' };
const older = document('1', {
  '/v3/order/create': operation('shop.order.create', { title: text, kind: text }, ['SOLD_OUT']),
  '/v3/order/close': operation('shop.order.close', {}, ['GONE']),
});
const newer = document('2', {
  '/v3/order/create': operation('shop.order.create', { title: { type: 'integer' }, note: text, kind: text }, ['LATE']),
  '/v3/order/open': operation('shop.order.open', {}, ['GONE']),
});

let folder: string;
let [one, two] = ['', ''];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingpai-diff-'));
  [one, two] = [join(folder, 'old.json'), join(folder, 'new.yaml')];
  writeFileSync(one, JSON.stringify(older));
  writeFileSync(two, stringify(newer));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function diff(...args: readonly (string | CommandPlace)[]) {
  const run = new CommandLine('catalogue', 'diff', ...args);
  return { exitCode: await run.exitCode(), output: run.output, errors: run.errors };
}

describe('lingpai catalogue diff', () => {
  it('prints what changed between a JSON and a YAML document, and marks what breaks callers', async () => {
    expect(await diff(one, two)).toEqual({
      exitCode: 2,
      errors: '',
      output: [
        'Shop, 1 → Shop, 2',
        '- shop.order.close  POST /v3/order/close  ! breaks callers',
        '+ shop.order.open  POST /v3/order/open',
        '~ shop.order.create',
        '    + request note',
        '    ~ request title (string → number)  ! breaks callers',
        '    + error code LATE',
        '    - error code SOLD_OUT',
        '1 operation added, 1 removed, 1 changed; 2 changes break callers',
        '',
      ].join('\n'),
    });
  });

  it('prints JSON for programs', async () => {
    const { output, exitCode } = await diff(one, two, '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toMatchObject({
      from: { title: 'Shop', version: '1' },
      to: { title: 'Shop', version: '2' },
      summary: { added: 1, removed: 1, changed: 1, breaking: 2 },
      changes: expect.arrayContaining([
        { kind: 'removed', subject: 'error code', operation: 'shop.order.create', code: 'SOLD_OUT', breaking: false },
      ]),
    });
  });

  it('compares whole documents of Alipay, and exits with 0 when nothing breaks callers', async () => {
    const { output, exitCode, errors } = await diff(published, merged);
    expect([errors, exitCode]).toEqual(['', 0]);
    expect(output).toContain(
      '+ grandsecurity.bizrisks.fact.check  POST /v3/stream/grandsecurity/bizrisks/fact/check\n',
    );
    expect(output).toContain('~ alipay.trade.pay\n    + error code ACQ.BUYER_BANKCARD_DECLINED\n');
    expect(output).toMatch(/\n22 operations added, 0 removed, 4 changed; nothing breaks callers\n$/);
  });

  it('exits with 1 when a document cannot be read or used', async () => {
    const nowhere = join(folder, 'nowhere.json');
    expect(await diff(nowhere, two)).toEqual({
      exitCode: 1,
      output: '',
      errors: `error: cannot read ${nowhere}: there is no such file\n`,
    });
    writeFileSync(join(folder, 'wrong.json'), '{}');
    expect((await diff(one, join(folder, 'wrong.json'))).errors).toBe(
      'error: the newer document: /openapi: expected "3.0.3" or another 3.x, found nothing\n',
    );
  });
});

describe('lingpai catalogue diff, in Chinese', () => {
  const chinese: CommandPlace = { environment: { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8' } };

  it('prints what changed, and marks what affects callers', async () => {
    expect(await diff(chinese, one, two)).toEqual({
      exitCode: 2,
      errors: '',
      output: [
        'Shop, 1 → Shop, 2',
        '- shop.order.close  POST /v3/order/close  ! 影响调用方',
        '+ shop.order.open  POST /v3/order/open',
        '~ shop.order.create',
        '    + 请求字段 note',
        '    ~ 请求字段 title（string → number）  ! 影响调用方',
        '    + 错误码 LATE',
        '    - 错误码 SOLD_OUT',
        '新增 1 个接口，移除 1 个，变更 1 个；2 处变化影响调用方',
        '',
      ].join('\n'),
    });
    expect((await diff(chinese, one, one)).output).toBe(
      'Shop, 1 → Shop, 1\n新增 0 个接口，移除 0 个，变更 0 个；没有影响调用方的变化\n',
    );
  });

  it('says every kind of change', async () => {
    const kinds = (...values: readonly string[]) => ({ type: 'string', enum: values });
    const call = (request: object, response: object, type = 'application/json') => ({
      operationId: 'shop.order.pay',
      tags: ['shop.order'],
      requestBody: { content: { 'application/json': { schema: { type: 'object', ...request } } } },
      responses: { 200: { content: { [type]: { schema: { type: 'object', ...response } } } } },
    });
    const before = call(
      { properties: { a: text, b: text, c: kinds('A', 'B'), d: text, e: kinds('A') }, required: ['b'] },
      { properties: { a: text, b: text }, required: ['b'] },
    );
    const after = call(
      {
        properties: { a: text, b: text, c: kinds('B', 'C'), d: kinds('A'), e: text, f: text },
        required: ['a', 'f'],
      },
      { properties: { a: { ...text, deprecated: true }, b: text }, required: ['a'] },
      'text/event-stream',
    );
    const dropped = { ...operation('shop.order.drop', {}, []).post, deprecated: false };
    const bare = { operationId: 'shop.order.ping', tags: ['shop.order'], responses: { 200: { description: '' } } };
    const [old, now] = [join(folder, 'before.json'), join(folder, 'after.json')];
    writeFileSync(
      old,
      JSON.stringify(
        document('1', {
          '/v3/order/pay': { post: before },
          '/v3/order/drop': { post: dropped },
          '/v3/order/ping': { post: bare },
        }),
      ),
    );
    writeFileSync(
      now,
      JSON.stringify(
        document('2', {
          '/v3/order/payment': { put: { ...after, 'x-status': 'retired' } },
          '/v3/order/drop': { post: { ...dropped, deprecated: true } },
          '/v3/order/ping': { post: { ...bare, requestBody: dropped.requestBody } },
        }),
      ),
    );
    const { output, errors } = await diff(chinese, old, now);
    expect(errors).toBe('');
    expect(output.split('\n').slice(1, -2)).toEqual([
      '~ shop.order.drop',
      '    ~ 已弃用',
      '~ shop.order.pay',
      '    ~ POST /v3/order/pay → PUT /v3/order/payment  ! 影响调用方',
      '    ~ 单个响应 → 事件流  ! 影响调用方',
      '    ~ 已发布 → 已下线',
      '    ~ 请求字段 a（改为必填）  ! 影响调用方',
      '    ~ 请求字段 b（不再必填）',
      '    ~ 请求字段 c（新增取值：C）',
      '    ~ 请求字段 c（移除取值：A）  ! 影响调用方',
      '    ~ 请求字段 d（限定取值：A）  ! 影响调用方',
      '    ~ 请求字段 e（不再限定取值）',
      '    + 请求字段 f（必填）  ! 影响调用方',
      '    ~ 响应字段 a（改为必定返回）',
      '    ~ 响应字段 a（已弃用）',
      '    ~ 响应字段 b（不再必定返回）  ! 影响调用方',
      '~ shop.order.ping',
      '    ~ 无请求体 → json  ! 影响调用方',
    ]);
  });

  it('prints the same JSON for programs', async () => {
    expect((await diff(chinese, one, two, '--json')).output).toBe((await diff(one, two, '--json')).output);
  });

  it('says why a file cannot be read', async () => {
    const nowhere = join(folder, 'nowhere.json');
    expect((await diff(chinese, nowhere, two)).errors).toBe(`error: 无法读取 ${nowhere}：文件不存在\n`);
    expect((await diff(chinese, folder, two)).errors).toBe(`error: 无法读取 ${folder}：这是文件夹，不是文件\n`);
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'a: [');
    expect((await diff(chinese, broken, two)).errors).toMatch(/^error: \S+broken\.yaml 既不是 JSON 也不是 YAML：/);
  });
});
