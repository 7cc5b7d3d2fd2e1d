import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { CommandLine } from './support/command-line.js';

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

async function diff(...args: readonly string[]) {
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
