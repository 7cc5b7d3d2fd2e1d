import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue/catalogue.js';
import { checkValue } from '../../src/catalogue/check-value.js';
import { exampleValue } from '../../src/catalogue/example-value.js';
import { type SchemaNode, SchemaSet } from '../../src/catalogue/schema-node.js';
import { describeProblem, problemMessage } from '../../src/catalogue/value-problem.js';

const schemas = new SchemaSet({
  Order: {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      kind: { type: 'string', enum: ['A', 'B'] },
      count: { type: 'integer' },
      rate: { type: 'number' },
      paid: { type: 'boolean' },
      goods: { type: 'array', items: { $ref: '#/components/schemas/Goods' } },
      extra: { type: 'object' },
      parent: { $ref: '#/components/schemas/Order' },
    },
  },
  Goods: {
    type: 'object',
    properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
  },
});
const order: SchemaNode = { $ref: '#/components/schemas/Order' };
const message = (value: unknown) => {
  const problem = checkValue(value, order, schemas);
  return problem && problemMessage(problem);
};

describe('checking a value against the catalogue', () => {
  it.each([
    [{ id: '1', kind: 'B', count: 1, rate: 0.5, paid: false, goods: [{ tags: [] }], extra: { any: [1] } }, undefined],
    [{ id: '1', rate: 1, parent: { id: '2', parent: { id: '3' } } }, undefined],
    [{ id: 1 }, '参数有误：id应为字符串，实际为整数'],
    [{ id: null }, '参数有误：id应为字符串，实际为null'],
    [{ count: 1 }, '参数有误：id不能为空'],
    [{ id: '1', count: '1' }, '参数有误：count应为整数，实际为字符串'],
    [{ id: '1', count: 1.5 }, '参数有误：count应为整数，实际为数字'],
    [{ id: '1', rate: true }, '参数有误：rate应为数字，实际为布尔值'],
    [{ id: '1', kind: 'C' }, '参数有误：kind应为A | B'],
    [{ id: '1', goods: {} }, '参数有误：goods应为数组，实际为对象'],
    [{ id: '1', goods: [{}, { tags: ['a', 2] }] }, '参数有误：goods[1].tags[1]应为字符串，实际为整数'],
    [{ id: '1', parent: { id: '2', colour: 'red' } }, '参数有误：parent.colour不是该接口的参数'],
    [{ id: '1', toString: 'x' }, '参数有误：toString不是该接口的参数'],
    [JSON.parse('{"id":"1","__proto__":{}}'), '参数有误：__proto__不是该接口的参数'],
    [[], '参数有误：请求体应为对象，实际为数组'],
  ])('of %j reports %s', (value, expected) => {
    expect(message(value)).toBe(expected);
  });

  it('ends in a model that holds itself too often', () => {
    const nested = JSON.parse(`${'{"id":"1","parent":'.repeat(100_000)}{"id":"1"}${'}'.repeat(100_000)}`);
    expect(message(nested)).toMatch(/parent\.parent嵌套过深$|…嵌套过深$/);
  });

  it('shows the beginning of a name that is long', () => {
    const problem = checkValue({ id: '1', ['x'.repeat(10_000)]: 1 }, order, schemas);
    expect(problem && problemMessage(problem)).toBe(`参数有误：${'x'.repeat(200)}…不是该接口的参数`);
    expect(problem && describeProblem(problem)).toBe(`${'x'.repeat(200)}…: no such field`);
  });

  it('throws for no JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        checkValue(value, order, schemas);
      }),
    );
  });
});

describe('an example', () => {
  it('fits its schema, has every member, and leaves out a model within itself', () => {
    const example = exampleValue(order, schemas);
    expect(example).toEqual({
      id: 'id-example',
      kind: 'A',
      count: 1,
      rate: 1,
      paid: true,
      goods: [{ name: 'name-example', tags: ['tags-example'] }],
      extra: {},
    });
    expect(checkValue(example, order, schemas)).toBeUndefined();
  });

  it('is the same every time, and fits, for every response of the catalogue', () => {
    const known = catalogue();
    for (const { id, response } of known.operations.values()) {
      const example = exampleValue(response, known.schemas);
      expect(exampleValue(response, known.schemas), id).toEqual(example);
      expect(checkValue(example, response, known.schemas), id).toBeUndefined();
      expect(JSON.stringify(example).length, id).toBeLessThan(20_000);
    }
  });
});
