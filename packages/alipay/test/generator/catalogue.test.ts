import { generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { catalogue, type JsonObject } from './documents.js';

const document = catalogue();
const { files, operations } = generateApis(document, { runtime: '@lingpai/alipay' });

function operationIds(): readonly string[] {
  const paths = Object.values(document.paths as JsonObject) as JsonObject[];
  return paths.flatMap((item) => Object.values(item).map((operation) => String((operation as JsonObject).operationId)));
}

function matches(pattern: RegExp): readonly string[] {
  return [...files.values()].flatMap((text) => Array.from(text.matchAll(pattern), (match) => match[1] ?? ''));
}

function module(name: string): string {
  return files.get(name) ?? expect.fail(`${name} was not generated`);
}

describe('the whole catalogue', () => {
  it('has every operation as exactly one constant and one method that calls with it', () => {
    const ids = [...operationIds()].sort();
    expect(ids).toHaveLength(747);
    expect(operations).toEqual(ids);
    expect([...matches(/^ {2}id: '(.*)',$/gm)].sort()).toEqual(ids);
    expect(matches(/^ {4}return this\.#client\.call\((\w+)Operation, /gm)).toHaveLength(747);
  });

  it('has one module for each tag and one of shared types', () => {
    expect(files.size).toBe(463 + 1);
    expect(matches(/^export class (\w+)Api \{$/gm)).toHaveLength(463);
    expect(module('models.ts')).not.toMatch(/^import|^export (?!type |interface )/m);
  });

  it('declares every type under one name only', () => {
    const names = matches(/^export (?:interface|class|type) (\w+)\b(?! from)/gm);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('has modules whose names differ by more than letter case', () => {
    expect(new Set([...files.keys()].map((name) => name.toLowerCase())).size).toBe(files.size);
  });

  it('keeps apart two tags that differ by a dot only', () => {
    expect(module('alipay-ebpp-invoice-apply-status.ts')).toContain('export class AlipayEbppInvoiceApplyStatusApi {');
    expect(module('alipay-ebpp-invoice-applystatus.ts')).toContain('export class AlipayEbppInvoiceApplystatusApi {');
  });

  it('has both a tag and an operation called alipay.trade.refund', () => {
    expect(module('alipay-trade.ts')).toContain("  id: 'alipay.trade.refund',\n");
    expect(module('alipay-trade-refund.ts')).toContain('export class AlipayTradeRefundApi {');
  });

  it('keeps the name of a schema that is also the name of a global', () => {
    expect(module('alipay-iservice-ccm-function.ts')).toContain(
      'export interface Function {\n  id?: string | undefined;\n',
    );
  });

  it('keeps a method called delete', () => {
    expect(module('alipay-open-mini-version.ts')).toMatch(/^ {2}delete\($/m);
  });

  it('has optional parameters unless a path needs one', () => {
    const constants = matches(/^const \w+Operation: Operation = \{\n((?: {2}.*\n)+)\};$/gm);
    const needing = constants.filter((text) => text.includes('  pathParameters: ['));
    const required = [...files.values()].join('\n').match(/\bparameters: \w+(?=[,)])/g);
    expect(constants).toHaveLength(747);
    expect(needing).toHaveLength(17);
    expect(required).toHaveLength(17);
  });

  it('takes a call without parameters, query and body together, and files', () => {
    expect(module('alipay-open-public-menu.ts')).toContain(
      '  query(options?: RequestOptions): ApiPromise<AlipayOpenPublicMenuQueryResponseModel> {\n' +
        '    return this.#client.call(queryOperation, undefined, options);\n',
    );
    expect(module('alipay-ebpp-bill.ts')).toContain(
      'export interface AlipayEbppBillAddParameters extends AlipayEbppBillAddModel {\n  auth_token?: string | undefined;\n}\n',
    );
    expect(module('alipay-open-file.ts')).toContain(
      'export interface AlipayOpenFileUploadParameters {\n' +
        '  data?: AlipayOpenFileUploadModel | undefined;\n  file_content?: FileInput | undefined;\n}\n',
    );
    expect(matches(/^ {2}fileParameters: (\[)/gm)).toHaveLength(22);
  });

  it('gives an operation without a response model an open record', () => {
    expect(matches(/\): ApiPromise<(Record<string, unknown>)> \{$/gm)).toHaveLength(159);
  });

  it('splits the two codes that the catalogue holds in one text', () => {
    expect(module('models.ts')).toContain("\n  | 'app-key-security-risk'\n  | 'app-cert-expired'\n");
  });

  it('passes on the shared types that a module leads to, and imports those that it mentions', () => {
    const text = module('alipay-marketing-activity-ordervoucher.ts');
    const names = (keyword: string): readonly string[] =>
      new RegExp(`^${keyword} type \\{\\n([^}]*)\\} from './models.js';$`, 'm').exec(text)?.[1]?.match(/\w+/g) ?? [];
    expect(names('import')).toContain('VoucherUseRuleInfo');
    expect(names('export')).toEqual(expect.arrayContaining([...names('import')]));
    expect(names('import')).not.toContain('HolidayRuleInfo');
    expect(names('export')).toContain('HolidayRuleInfo');
  });

  it('has no line longer than 120 columns', () => {
    expect([...files.values()].flatMap((text) => text.split('\n').filter((line) => line.length > 120))).toEqual([]);
  });

  it('is generated the same twice, whatever the order of the paths', () => {
    const paths = Object.fromEntries(Object.entries(document.paths as JsonObject).reverse());
    const again = generateApis({ ...document, paths }, { runtime: '@lingpai/alipay' });
    expect(again.files).toEqual(files);
    expect([...again.files.keys()]).toEqual([...files.keys()]);
  });
});

describe('the module alipay-open-auth-token', () => {
  it('reads as one would have written it', () => {
    const text = module('alipay-open-auth-token.ts');
    const parts = [
      '// Generated by Lingpai (Alipay OpenAPI v3, 2025-12-15). Do not edit: generate it again instead.\n',
      "import type { ApiClient, ApiPromise, Operation, RequestOptions } from '@lingpai/alipay';\n",
      "const appOperation: Operation = {\n  id: 'alipay.open.auth.token.app',\n  method: 'POST',\n",
      "  path: '/v3/alipay/open/auth/token/app',\n  body: 'json',\n};\n",
      'export class AlipayOpenAuthTokenApi {\n  readonly #client: ApiClient;\n',
      '   * `alipay.open.auth.token.app`: POST /v3/alipay/open/auth/token/app\n   *\n',
      '   * @throws AlipayApiError when Alipay responds with an error, its `code` being one of\n',
      '   * {@link AlipayOpenAuthTokenAppErrorCode}\n',
      '  app(\n    parameters: AlipayOpenAuthTokenAppModel = {},\n    options?: RequestOptions,\n',
      '  ): ApiPromise<AlipayOpenAuthTokenAppResponseModel> {\n',
      '    return this.#client.call(appOperation, parameters, options);\n',
      "export type AlipayOpenAuthTokenAppErrorCode =\n  | 'APP_NOT_ISV'\n",
      '  | CommonErrorCode\n  | (string & {});\n',
      'export interface AlipayOpenAuthTokenAppModel {\n  code?: string | undefined;\n',
      '  tokens?: AppTokenExchangeSubElement[] | undefined;\n',
      'export interface AppTokenExchangeSubElement {\n',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(parts.filter((part) => !text.includes(part))).toEqual([]);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });
});
