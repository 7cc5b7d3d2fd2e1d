import { GeneratorError, generateApis } from '@lingpai/alipay/generator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, type Json, type Path, smallDocument } from './documents.js';

function places(node: Json, path: Path = []): readonly Path[] {
  if (typeof node !== 'object' || node === null) return [path];
  return [path, ...Object.entries(node).flatMap(([name, child]) => places(child, [...path, name]))];
}

const wild = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<Json>(null, '', [], {}, true, 0, 'object', 'shop.order.query', [null], {
    $ref: '#/components/schemas/Order',
  }),
  fc.constantFrom<Json>({ $ref: '#/components/schemas/Order/properties' }, { $ref: '%' }, { allOf: [{}] }, [
    '__proto__',
  ]),
  fc.constantFrom<Json>(
    { type: ['string', 'null'] },
    { ['__proto__']: {} },
    { enum: [null] },
    { additionalProperties: {} },
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);

describe('any change to a valid document', () => {
  it('is either taken or refused with a GeneratorError', () => {
    const step = fc.tuple(fc.nat(), wild);
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), (steps) => {
        const document = smallDocument();
        for (const [place, value] of steps) {
          const candidates = places(document).filter((path) => path.length > 0);
          const path = candidates[place % candidates.length];
          if (path !== undefined) change(document, path, structuredClone(value));
        }
        try {
          generateApis(document, { runtime: '@lingpai/alipay' });
        } catch (error) {
          expect(error).toBeInstanceOf(GeneratorError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
