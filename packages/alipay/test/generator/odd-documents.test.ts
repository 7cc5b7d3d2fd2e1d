import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateApis, writeApis } from '@lingpai/alipay/generator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { change, changed, type Json, type JsonObject, type Path, smallDocument } from './documents.js';

type Warning = readonly [pointer: string, message: string];

const runtime = '@lingpai/alipay';
const create: Path = ['paths', '/v3/shop/order/create', 'post'];
const query: Path = ['paths', '/v3/shop/order/{order_id}', 'get'];
const order: Path = ['components', 'schemas', 'Order'];
const ownName = '/paths/~1v3~1shop~1order~1create/post';

const odd: readonly (readonly [title: string, path: Path, value: Json | undefined, warnings: readonly Warning[]])[] = [
  [
    'without information',
    ['info'],
    undefined,
    [
      ['/info/title', 'expected text, found nothing; taken as "Untitled"'],
      ['/info/version', 'expected text, found nothing; taken as "no version"'],
    ],
  ],
  [
    'without a title',
    ['info', 'title'],
    undefined,
    [['/info/title', 'expected text, found nothing; taken as "Untitled"']],
  ],
  [
    'with a path that is none',
    ['paths', 'v3/shop'],
    {},
    [['/paths/v3~1shop', 'expected a path that begins with "/"; taken as /v3/shop']],
  ],
  [
    'with a path elsewhere',
    ['paths', '/v3/shop'],
    { $ref: 'shop.json' },
    [['/paths/~1v3~1shop/$ref', 'expected only GET, POST, PUT, PATCH and DELETE operations here; left out']],
  ],
  [
    'with a verb that Alipay has not',
    ['paths', '/v3/shop'],
    { head: {} },
    [['/paths/~1v3~1shop/head', 'expected only GET, POST, PUT, PATCH and DELETE operations here; left out']],
  ],
  [
    'without an operation id',
    [...create, 'operationId'],
    undefined,
    [
      [
        '/paths/~1v3~1shop~1order~1create/post/operationId',
        'expected letters, digits and "_" in segments divided by "." or "-", found nothing; shop.order.create, by the path',
      ],
    ],
  ],
  [
    'with an operation id of other letters',
    [...create, 'operationId'],
    '创建 订单',
    [
      [
        '/paths/~1v3~1shop~1order~1create/post/operationId',
        'expected letters, digits and "_" in segments divided by "." or "-", found "创建 订单"; shop.order.create, by the path',
      ],
    ],
  ],
  [
    'with one operation id twice',
    [...create, 'operationId'],
    'shop.order.query',
    [
      [
        '/paths/~1v3~1shop~1order~1{order_id}/get/operationId',
        'shop.order.query is the id of /paths/~1v3~1shop~1order~1create/post, too; shop.order, by the path',
      ],
    ],
  ],
  [
    'without tags',
    [...create, 'tags'],
    undefined,
    [['/paths/~1v3~1shop~1order~1create/post/tags', 'expected one tag, found none; the id names the class']],
  ],
  [
    'with an empty list of tags',
    [...create, 'tags'],
    [],
    [['/paths/~1v3~1shop~1order~1create/post/tags', 'expected one tag, found none; the id names the class']],
  ],
  [
    'with two tags',
    [...create, 'tags'],
    ['a', 'b'],
    [['/paths/~1v3~1shop~1order~1create/post/tags', 'expected one tag, found 2; the id names the class']],
  ],
  [
    'with a method that cannot be one',
    [...create, 'operationId'],
    'shop.order.constructor',
    [
      [
        '/paths/~1v3~1shop~1order~1create/post/operationId',
        'no method can be called constructor; it is constructorCall',
      ],
    ],
  ],
  [
    'with parameters in a cookie',
    [...query, 'parameters', 1, 'in'],
    'cookie',
    [
      [
        '/paths/~1v3~1shop~1order~1{order_id}/get/parameters/1/in',
        'expected "path", "query" or "header", found "cookie"; left out, for the client sends no cookies',
      ],
    ],
  ],
  [
    'with a parameter without a schema',
    [...query, 'parameters', 1, 'schema'],
    undefined,
    [
      [
        '/paths/~1v3~1shop~1order~1{order_id}/get/parameters/1/schema',
        'expected an object, found nothing; taken as text',
      ],
    ],
  ],
  [
    'with a parameter twice',
    [...query, 'parameters', 1],
    { in: 'path', name: 'order_id', schema: {} },
    [
      [
        '/paths/~1v3~1shop~1order~1{order_id}/get/parameters/1',
        'the parameter order_id is there twice; the first counts',
      ],
    ],
  ],
  [
    'with a path parameter that is not in the path',
    [...query, 'parameters', 1, 'in'],
    'path',
    [['/paths/~1v3~1shop~1order~1{order_id}/get', 'the path parameter lang is not in the path; left out']],
  ],
  [
    'with a place in the path for no parameter',
    [...query, 'parameters'],
    [],
    [
      [
        '/paths/~1v3~1shop~1order~1{order_id}/get',
        '{order_id} in the path is not among the path parameters; taken as text',
      ],
    ],
  ],
  [
    'without responses',
    [...create, 'responses'],
    undefined,
    [['/paths/~1v3~1shop~1order~1create/post/responses', 'expected an object, found nothing; any response is taken']],
  ],
  [
    'with a schema that is nowhere',
    [...order, 'properties', 'lines', 'items', '$ref'],
    '#/components/schemas/Line',
    [
      [
        '/components/schemas/Order/properties/lines/items/$ref',
        '"#/components/schemas/Line" is not in the document; any value is taken',
      ],
    ],
  ],
  [
    'with a schema in another file',
    [...order, 'properties', 'lines', 'items', '$ref'],
    'line.json',
    [
      [
        '/components/schemas/Order/properties/lines/items/$ref',
        'expected a reference to #/components/schemas/…, found "line.json"; any value is taken',
      ],
    ],
  ],
  [
    'with a type that is none',
    [...order, 'properties', 'order_id', 'type'],
    'file',
    [
      [
        '/components/schemas/Order/properties/order_id/type',
        'expected string, integer, number, boolean, array, object or null, found "file"; any value is taken',
      ],
    ],
  ],
  [
    'with an enumeration of nothing',
    [...order, 'properties', 'order_id', 'enum'],
    [],
    [['/components/schemas/Order/properties/order_id/enum', 'expected a value, found none; any value is taken']],
  ],
  [
    'with an enumeration of objects',
    [...order, 'properties', 'order_id', 'enum'],
    [{}],
    [
      ['/components/schemas/Order/properties/order_id/enum', 'expected a value, found none; any value is taken'],
      [
        '/components/schemas/Order/properties/order_id/enum/0',
        'expected text, a number, true, false or null, found an object; left out',
      ],
    ],
  ],
  [
    'with a choice of nothing',
    [...order, 'oneOf'],
    [],
    [['/components/schemas/Order/oneOf', 'expected a schema, found none; left out']],
  ],
  [
    'with a list of required properties that is none',
    [...order, 'required'],
    true,
    [['/components/schemas/Order/required', 'expected an array, found true; left out']],
  ],
  [
    'with a flag that is none',
    [...order, 'deprecated'],
    'yes',
    [['/components/schemas/Order/deprecated', 'expected true or false, found "yes"; taken as false']],
  ],
];

/** A runtime with nothing but the names, so that the modules compile on their own. */
const stubs = `export interface ApiClient { call<T>(operation: Operation, parameters?: object, options?: RequestOptions): ApiPromise<T> }
export type ApiPromise<T> = Promise<T>;
export type FileInput = { path: string };
export type Operation = object;
export type RequestOptions = object;
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'odd-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an oddity', () => {
  it.each(odd)('is a warning with its place: a document %s', (_title, path, value, warnings) => {
    const found = generateApis(changed(path, value), { runtime }).warnings;
    expect(found.map(({ pointer, message }) => [pointer, message])).toEqual(warnings);
  });

  it('leaves code that compiles', () => {
    const options = { strict: true, module: 'nodenext', noEmit: true, skipLibCheck: true, types: [] };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    writeFileSync(join(folder, 'runtime.ts'), stubs);
    for (const [index, [, path, value]] of odd.entries()) {
      const { files } = generateApis(changed(path, value), { runtime: '../runtime.js' });
      mkdirSync(join(folder, String(index)));
      writeApis(files, join(folder, String(index)));
    }
    const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));
    expect(execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })).toBe('');
  });

  it('is told once, in the order of the places, whatever the order of the document', () => {
    const document = changed([...order, 'required'], true);
    change(document, [...create, 'tags'], []);
    const paths = Object.fromEntries(Object.entries(document.paths as JsonObject).reverse());
    const warnings = generateApis(document, { runtime }).warnings;
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/components/schemas/Order/required', `${ownName}/tags`]);
    expect(generateApis({ ...document, paths }, { runtime }).warnings).toEqual(warnings);
  });

  it('is nowhere in a document without any', () => {
    expect(generateApis(smallDocument(), { runtime }).warnings).toEqual([]);
  });

  it('among several tags leaves the one that the id begins with', () => {
    const document = changed([...create, 'tags'], ['orders', 'shop.order']);
    const { files, warnings } = generateApis(document, { runtime });
    expect(warnings[0]?.message).toBe('expected one tag, found 2; shop.order names the class');
    expect(files.get('shop-order.ts')).toContain('  create(');
  });

  it('of the errors leaves an operation without codes', () => {
    const content: Path = [...create, 'responses', 'default', 'content'];
    const { files, warnings } = generateApis(changed(content, { 'text/html': {} }), { runtime });
    expect(warnings).toEqual([
      {
        pointer: `${ownName}/responses/default/content`,
        message: 'expected application/json or text/event-stream; its error codes are left out',
      },
    ]);
    expect(files.get('shop-order.ts')).not.toContain('ShopOrderCreateErrorCode');
  });

  it('of an unquoted version in YAML is its text', () => {
    const document = changed(['info', 'version'], 1.5);
    change(document, ['openapi'], 3);
    const { files, warnings } = generateApis(document, { runtime });
    expect(warnings.map(({ message }) => message)).toEqual([
      'expected text, found 1.5; taken as "1.5"',
      'expected "3.0.3" or another 3.x, found 3; taken as that',
    ]);
    expect(files.get('shop-order.ts')).toContain('// Generated by Lingpai (Small shop, 1.5).');
  });

  it('of empty keys, which YAML makes null, leaves what they could have held', () => {
    const document = changed([...order, 'properties', 'lines'], null);
    change(document, [...order, 'required'], null);
    change(document, ['components', 'schemas', 'OrderLine', 'properties'], null);
    expect(generateApis(document, { runtime }).warnings.map(({ message }) => message)).toEqual([
      'expected a schema, found null; any value is taken',
      'expected an array, found null; left out',
    ]);
  });
});
