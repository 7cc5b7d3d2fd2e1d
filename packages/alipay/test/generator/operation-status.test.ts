import { generateApis } from '@lingpai/alipay/generator';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from './documents.js';

const operation = (operationId: string, marks: JsonObject = {}): Json => ({
  operationId,
  tags: [operationId.slice(0, operationId.lastIndexOf('.'))],
  responses: {},
  ...marks,
});

function moduleOf(...operations: readonly Json[]): string {
  const paths = Object.fromEntries(operations.map((get, index) => [`/v3/${index}`, { get }]));
  const document = { openapi: '3.0.3', info: { title: 'Shop', version: '2025-12-15' }, paths };
  const [text] = generateApis(document, { runtime: '@lingpai/alipay' }).files.values();
  return text ?? expect.unreachable();
}

const headerOf = (text: string) => /\((.*)\)/.exec(text)?.[1];

describe('the status of an operation', () => {
  it('retired, deprecates it and dates its module', () => {
    const marks = { 'x-status': 'retired', 'x-document': '2025-08-05', 'x-removed-in': '2025-12-15' };
    const text = moduleOf(operation('shop.old.query', marks));
    expect(headerOf(text)).toBe('Shop, 2025-08-05');
    expect(text).toContain("   * @deprecated Retired: Alipay's document of 2025-12-15 no longer has this operation.\n");
  });

  it('removed upstream, deprecates it in a module of this document', () => {
    const text = moduleOf(
      operation('shop.old.query', { 'x-status': 'removed upstream', 'x-removed-in': '2026-09-23' }),
    );
    expect(headerOf(text)).toBe('Shop, 2025-12-15');
    expect(text).toContain(
      "   * @deprecated Removed upstream: Alipay's document of 2026-09-23 no longer has this operation.\n",
    );
  });

  it('added, is documented and dates its module', () => {
    const text = moduleOf(operation('shop.new.query', { 'x-status': 'added', 'x-document': '2026-09-23' }));
    expect(headerOf(text)).toBe('Shop, 2026-09-23');
    expect(text).toContain("   * Added by Alipay's document of 2026-09-23.\n");
    expect(text).not.toContain('@deprecated');
  });

  it('uncatalogued, is documented, and its module names no document', () => {
    const text = moduleOf(operation('shop.hidden.query', { 'x-status': 'uncatalogued' }));
    expect(headerOf(text)).toBe('Shop, no published document');
    expect(text).toContain(
      '   * Uncatalogued: no published document of Alipay lists this operation; public clients use it.\n',
    );
  });

  it('leaves the module of several documents with the dates of all', () => {
    const marks = { 'x-status': 'retired', 'x-document': '2025-08-05' };
    expect(headerOf(moduleOf(operation('shop.order.query'), operation('shop.order.close', marks)))).toBe(
      'Shop, 2025-08-05 and 2025-12-15',
    );
  });
});
