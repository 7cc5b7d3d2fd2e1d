// The example of a field: the first of those that are known which contradicts no fact about it.
import { hasFormat, valueProblem } from './fact-problems.mjs';

/** How values and their meanings read when all is well, and when it is not. */
const good = /^(success|succeed|valid|normal|finished|y|true)|_success$|成功|正常|有效/i;
const bad =
  /^(in|un)valid|cancel|close|expire|fail|freeze|frozen|reject|refund|time_?out|delet|error|disable|forbid|^(dealing|n|no|false)$|[不未无失]|取消|关闭|过期|拒绝/i;

/** The value that a call which goes well has: an example of a failure misleads. @param {Record<string, string | null>} values */
function usualValue(values) {
  const known = Object.entries(values).map(([value, meaning]) => ({ value, texts: [value, meaning ?? ''] }));
  const fine = known.filter(({ texts }) => !texts.some((text) => bad.test(text)));
  const best = fine.find(({ texts }) => texts.some((text) => good.test(text)));
  return (best ?? fine[0] ?? known[0])?.value;
}

/**
 * @param {string} name of the field
 * @param {Record<string, any>} fact about it
 * @param {string} type of the value, or of an item of a list
 * @param {{ examples: Record<string, any>, portal?: { example?: string } }} sources
 * @returns {string | undefined} the text of the value
 */
export function exampleOf(name, fact, type, { examples, portal }) {
  const known = [
    fact.example,
    portal?.example,
    examples.fields[name],
    fact.default,
    usualValue(fact.values ?? {}),
    examples.ids[fact.ids],
    examples.formats[fact.format],
    examples.units[fact.unit],
  ];
  return known.find((text) => text !== undefined && valueProblem(text, fact, type) === undefined);
}

/**
 * @param {{ ids: Record<string, string>, formats: Record<string, string>, units: Record<string, string>, fields: Record<string, string> }} examples
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
