import { exampleOf } from './example-of.mjs';
import { dataPart, usualNames } from './usual-names.mjs';

/**
 * What the generator is told: the facts, with the summaries of the operations, the English of the values' meanings and, for
 * what calls of core operations send, examples.
 *
 * @param {{ document: any, facts: any, summaries: any, meanings: any, examples: any, core: ReadonlySet<string> }} catalogue
 * `core`: the names of the schemas that calls of core operations send
 * @returns {import('../../packages/alipay/dist/generator/index.js').FactSet}
 */
export function generatorFacts({ document, facts, summaries, meanings, examples, core }) {
  const names = usualNames(facts);
  const operations = operationsIn(document).map(([id, parameters, isForm]) => {
    const known = { ...(isForm ? { data: dataPart } : {}), ...facts.operations[id]?.parameters };
    const fieldNames = new Set([...parameters.map(({ name }) => name), ...Object.keys(known)]);
    const fields = [...fieldNames].map((name) => [name, told(described(name, known[name] ?? {}, names), meanings)]);
    const summary = summaries.operations[id];
    return [id, fields.length === 0 ? { summary } : { summary, parameters: Object.fromEntries(fields) }];
  });
  const schemas = Object.entries(document.components.schemas).map(([name, { properties = {} }]) => {
    const known = facts.schemas[name] ?? {};
    const fields = mapValues(properties, (_, field) => described(field, known[field] ?? {}, names));
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

/** The id of each operation, what it takes outside the body, and whether its body is a form. */
function operationsIn({ paths }) {
  const operations = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  return operations.map(({ operationId, parameters = [], requestBody }) => {
    return [operationId, parameters, requestBody?.content['multipart/form-data'] !== undefined];
  });
}

/** A fact that has a name, or what stands in for one. */
function described(field, fact, names) {
  const meanings = Object.values(fact.values ?? {});
  if ((fact.name ?? fact.nameEn) !== undefined || meanings.some((meaning) => meaning !== null)) return fact;
  const { name, nameEn } = names.get(field) ?? {};
  if (name === undefined) return { ...fact, standIn: 'Not described in the catalogue.' };
  return { ...fact, standIn: `Not described here; elsewhere: ${nameEn === undefined ? name : `${name} (${nameEn})`}.` };
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
