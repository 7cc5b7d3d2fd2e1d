import { describe, expect, it } from 'vitest';
import { generateClient } from '../generator/generate-client.js';
import type { Operation } from '../generator/openapi-document.js';

const problem = { properties: { code: { enum: ['internal'] } } };
const responses = { '200': {}, '4XX': { content: { 'application/json': { schema: problem } } } };
const documentOf = (operation: Operation, path = '/v1/teas/{teaId}') => ({
  paths: { [path]: { put: { operationId: 'teas.replace', responses, ...operation } } },
});
const inPath = { name: 'teaId', in: 'path', required: true, schema: { type: 'string' } };

describe('generateClient', () => {
  it('writes what has a default as optional where it is sent, and as present where it is received', () => {
    const schema = {
      type: 'object',
      title: 'Tea',
      required: ['leaves'],
      properties: { leaves: { type: 'integer', default: 3, description: 'A */ comment' } },
    };
    const content = { 'application/json': { schema } };
    const text = generateClient(
      documentOf({
        parameters: [inPath],
        requestBody: { content },
        responses: { ...responses, '200': { content } },
      }),
    );
    expect(text).toContain('readonly leaves?: number | undefined;');
    expect(text).toContain('export interface Tea {\n/** A *\\/ comment */\nreadonly leaves: number;\n}');
    expect(text).toContain(
      'replace(parameters: TeasReplaceParameters, options?: RequestOptions): Promise<TeasReplaceResponse>;',
    );
  });

  it('refuses what the client could not do', () => {
    const body = (schema: object) => ({ content: { 'application/json': { schema } } });
    const named = body({ type: 'object', properties: { teaId: { type: 'string' } } });
    expect(() => generateClient(documentOf({ parameters: [inPath], requestBody: named }))).toThrow(
      'teas.replace: two parameters are called teaId',
    );
    expect(() => generateClient(documentOf({ requestBody: body({ type: 'array' }) }))).toThrow(
      'a body that is a JSON object',
    );
    expect(() => generateClient(documentOf({ operationId: 'teas' }))).toThrow('expected <group>.<name>, found "teas"');
    expect(() => generateClient(documentOf({ parameters: [{ ...inPath, schema: { type: 'tuple' } }] }))).toThrow(
      'type: expected a type of JSON, found "tuple"',
    );
  });
});
