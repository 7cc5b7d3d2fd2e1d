import { describe, expect, it } from 'vitest';
import type { CataloguedOperation } from '../../src/catalogue/catalogued-operation.js';
import { PathTable } from '../../src/catalogue/path-table.js';

const operation = (method: string, path: string): CataloguedOperation => ({
  id: `${method} ${path}`,
  tag: '',
  method,
  path,
  inPath: [],
  query: [],
  body: { kind: 'none' },
  response: { type: 'object' },
  streams: false,
  errors: [],
});

const table = new PathTable([
  operation('GET', '/v3/{any}/{kind}'),
  operation('GET', '/v3/activity/{activity_id}'),
  operation('PATCH', '/v3/activity/{activity_id}'),
  operation('POST', '/v3/activity/query'),
  operation('POST', '/v3/{place}/query'),
  operation('POST', '/v3/activity/{activity_id}/voucher/{voucher_code}/use'),
]);

const found = (path: string) => {
  const match = table.find(path);
  return (
    match && {
      ids: [...match.operations.values()].map(({ id }) => id),
      parameters: Object.fromEntries(match.parameters),
    }
  );
};

describe('the paths of the catalogue', () => {
  it('gives every verb of a template, and its parameters as they came', () => {
    expect(found('/v3/activity/2016%2F1')).toEqual({
      ids: ['GET /v3/activity/{activity_id}', 'PATCH /v3/activity/{activity_id}'],
      parameters: { activity_id: '2016%2F1' },
    });
    expect(found('/v3/activity/a/voucher/b/use')?.parameters).toEqual({ activity_id: 'a', voucher_code: 'b' });
  });

  it('prefers a path as it stands to a template', () => {
    expect(found('/v3/activity/query')).toEqual({ ids: ['POST /v3/activity/query'], parameters: {} });
  });

  it('prefers the template whose fixed segments come first', () => {
    expect(found('/v3/other/query')?.ids).toEqual(['POST /v3/{place}/query']);
    expect(found('/v3/other/thing')?.ids).toEqual(['GET /v3/{any}/{kind}']);
  });

  it('knows no path with an empty parameter, a segment too many or a slash at the end', () => {
    expect(['/v3/activity/', '/v3/activity/a/b', '/v3/activity/query/', '/v3', '/', ''].map(found)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});
