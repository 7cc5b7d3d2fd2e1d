import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { diffDocuments, generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import { mergeCatalogue } from '../scripts/catalogue/merge-catalogue.mjs';
import { readJson, readMerged } from '../scripts/catalogue/read-catalogue.mjs';

interface Operation {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly 'x-status'?: string;
  readonly 'x-document'?: string;
  readonly 'x-removed-in'?: string;
}

function operations(document: { paths: object }): readonly Operation[] {
  return Object.values(document.paths).flatMap((methods) => Object.values<Operation>(methods));
}

describe('the merged catalogue', () => {
  const { document } = readMerged();
  const byId = new Map(operations(document).map((operation) => [operation.operationId, operation]));
  const marks = (id: string) => {
    const { 'x-status': status, 'x-document': version, 'x-removed-in': removedIn, deprecated } = byId.get(id) ?? {};
    return [status, version, removedIn, deprecated];
  };

  it('has every operation of the published document, of the retired ones and of the supplement', () => {
    const sources = ['alipay-openapi-v3', 'retired-operations', 'supplement'].map((name) => readJson(`${name}.json`));
    const ids = sources.flatMap((source) => operations(source).map(({ operationId }) => operationId));
    expect([...byId.keys()].sort()).toEqual(ids.sort());
    expect(ids).toHaveLength(747 + 20 + 2);
  });

  it('marks each operation that is not simply part of the published document, with the documents that decide', () => {
    expect(marks('alipay.security.data.sss.create')).toEqual(['retired', '2025-08-05', '2025-12-15', true]);
    expect(marks('alipay.trade.applepay.authentication.submit')).toEqual([
      'removed upstream',
      undefined,
      '2026-09-23',
      true,
    ]);
    expect(marks('grandsecurity.bizrisks.fact.check')).toEqual(['added', '2026-09-23', undefined, undefined]);
    expect(marks('alipay.user.deloauth.detail.query')).toEqual(['uncatalogued', undefined, undefined, undefined]);
    expect(marks('alipay.trade.pay')).toEqual([undefined, undefined, undefined, undefined]);
    const marked = [...byId.values()].filter((operation) => operation['x-status'] !== undefined);
    expect(marked).toHaveLength(20 + 2 + 2);
  });

  it('has the error codes that newer documents add, once each', () => {
    const { enum: codes } = document.components.schemas.AlipayTradePayErrorResponseModel.properties.code;
    expect(codes).toEqual(expect.arrayContaining(['ACQ.BUYER_BANKCARD_DECLINED', 'ACQ.TRADE_HAS_SUCCESS']));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('lists the paths in use of which nothing else is known, each with its source', () => {
    const paths: readonly object[] = document['x-uncatalogued'];
    expect(paths).toHaveLength(33);
    for (const path of paths) {
      expect(path).toEqual({
        method: expect.stringMatching(/^(GET|POST)$/),
        path: expect.stringMatching(/^\/v3\//),
        source: expect.stringContaining('go-pay/gopay'),
      });
    }
  });

  it('is what the package publishes', () => {
    const file = createRequire(import.meta.url).resolve('@lingpai/alipay/catalogue.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
  });

  it('becomes a method for each operation, deprecated where Alipay dropped it', () => {
    const { files, operations: generated } = generateApis(document, { runtime: '@lingpai/alipay' });
    expect(generated).toHaveLength(769);
    const deprecated = [...files.values()].flatMap(
      (text) => text.match(/@deprecated (?:Retired|Removed upstream): /g) ?? [],
    );
    expect(deprecated).toHaveLength(22);
  });

  it('differs from the published document by what the fragments say', () => {
    const published = readJson('alipay-openapi-v3.json');
    const { summary, changes } = diffDocuments(published, document);
    expect(summary).toEqual({ added: 22, removed: 0, changed: 4, breaking: 0 });
    expect(
      changes.filter(({ subject }) => subject === 'error code').map(({ operation, code }) => [operation, code]),
    ).toEqual([
      ['alipay.open.app.members.create', 'INVITE_APP_ROLE_REACH_LIMIT'],
      ['alipay.trade.pay', 'ACQ.BUYER_BANKCARD_DECLINED'],
      ['alipay.trade.pay', 'ACQ.BUYER_BANKCARD_INVALID'],
      ['alipay.trade.pay', 'ACQ.BUYER_LIMIT_EXCEEDED'],
    ]);
    expect(changes.filter(({ detail }) => detail === 'published → removed upstream')).toHaveLength(2);
    expect(diffDocuments(document, published).summary).toEqual({ added: 0, removed: 22, changed: 4, breaking: 22 });
  });

  it('leaves the sources as they are', () => {
    const sources = {
      document: readJson('alipay-openapi-v3.json'),
      retired: readJson('retired-operations.json'),
      supplement: readJson('supplement.json'),
    };
    const before = JSON.stringify(sources);
    mergeCatalogue(sources);
    expect(JSON.stringify(sources)).toBe(before);
  });
});
