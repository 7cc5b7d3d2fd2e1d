// The example of a field: the first of those that are known which contradicts no fact about it.
import { hasFormat, valueProblem } from './fact-problems.mjs';

/**
 * @param {string} name of the field
 * @param {object} fact about it
 * @param {string} type of the value, or of an item of a list
 * @param {{ examples: object, portal?: { example?: string } }} sources
 * @returns {string | undefined} the text of the value
 */
export function exampleOf(name, fact, type, { examples, portal }) {
  const [firstValue] = Object.keys(fact.values ?? {});
  const known = [
    fact.example,
    portal?.example,
    examples.fields[name],
    firstValue,
    fact.default,
    examples.ids[fact.ids],
    examples.formats[fact.format],
    examples.units[fact.unit],
  ];
  return known.find((text) => text !== undefined && valueProblem(text, fact, type) === undefined);
}

/**
 * @param {{ ids: object, formats: object, units: object, fields: object }} examples
 * @param {ReadonlySet<string>} fieldNames every name that a field of the catalogue has
 */
export function* exampleProblems({ ids, formats, units, fields }, fieldNames) {
  for (const [id, text] of Object.entries(ids)) {
    const problem = valueProblem(text, { ids: id }, 'string');
    if (problem !== undefined) yield `${id} ${text} ${problem}`;
  }
  for (const [format, text] of Object.entries(formats)) {
    if (!hasFormat(text, format)) yield `${text} is not written as ${format}`;
  }
  for (const [unit, text] of Object.entries(units)) {
    if (!/^\d+(\.\d+)?$/.test(text)) yield `${unit} ${text} is not a number`;
  }
  for (const name of Object.keys(fields)) if (!fieldNames.has(name)) yield `${name} is no field of the catalogue`;
}
