import { exampleOf } from './example-of.mjs';

/**
 * What the generator is told: the facts, with the summaries of the operations, the English of the values' meanings and, for
 * what calls of core operations send, examples.
 *
 * @param {{ document: object, facts: object, summaries: object, meanings: object, examples: object, core: ReadonlySet<string> }} catalogue
 * `core`: the names of the schemas that calls of core operations send
 * @returns {import('../../packages/alipay/dist/generator/index.js').FactSet}
 */
export function generatorFacts({ document, facts, summaries, meanings, examples, core }) {
  const operations = Object.entries(facts.operations).map(([id, { parameters }]) => {
    const fields =
      parameters === undefined ? {} : { parameters: mapValues(parameters, (fact) => told(fact, meanings)) };
    return [id, { summary: summaries.operations[id], ...fields }];
  });
  const schemas = Object.entries(facts.schemas).map(([name, fields]) => {
    const properties = document.components.schemas[name]?.properties ?? {};
    const withExample = (fact, field) => {
      if (!core.has(name)) return told(fact, meanings);
      const { type = 'object', items } = properties[field] ?? {};
      const example = exampleOf(field, fact, items?.type ?? type, { examples });
      return told(example === undefined ? fact : { ...fact, example }, meanings);
    };
    return [name, mapValues(fields, withExample)];
  });
  return { operations: Object.fromEntries(operations), schemas: Object.fromEntries(schemas) };
}

/** The meanings of values in both languages, where the English is known. */
function told(fact, { meanings }) {
  if (fact.values === undefined) return fact;
  const values = mapValues(fact.values, (meaning) => {
    const english = meaning === null ? undefined : meanings[meaning];
    return english === undefined || english === meaning ? meaning : `${meaning} (${english})`;
  });
  return { ...fact, values };
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
