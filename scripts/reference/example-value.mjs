// @ts-check
// Builds example requests and responses that agree with the facts: required fields, conditions and alternatives.
import { fallbackText, tellingText } from './fallback-text.mjs';

/**
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Schema} Schema
 * @typedef {import('../../packages/alipay/generator/facts/fact.js').FactCondition} Condition
 * @typedef {ReadonlyMap<string, Schema>} Schemas
 */

/** So many optional fields make an example that still is read. */
const shown = { request: 6, response: 14 };
const deepest = 3;
/** Stands for a file in an example. */
export const exampleFile = Object.freeze({ path: 'shop.png' });

/** @param {Field} field @returns {string | number | boolean} */
function scalar({ name, base, fact, example }) {
  const text = example ?? fallbackText(name, fact, base);
  if (base === 'boolean') return text === 'true';
  if (base !== 'integer' && base !== 'number') return text;
  return Number.isSafeInteger(Number(text)) || base === 'number' ? Number(text) : text;
}

/** Whether what is sent makes the field required. @param {Condition} condition @param {ReadonlyMap<string, unknown>} sent */
function holds(condition, sent) {
  if ('present' in condition) return sent.has(condition.present);
  if ('absent' in condition) return !sent.has(condition.absent);
  const values = 'equals' in condition ? [condition.equals] : condition.in;
  return sent.has(condition.field) && values.includes(String(sent.get(condition.field)));
}

/** The first condition of the field that what is sent fulfils. @param {Field['fact']} fact @param {ReadonlyMap<string, unknown>} sent */
export const conditionThatHolds = ({ requiredWhen }, sent) =>
  [requiredWhen ?? []].flat().find((condition) => holds(condition, sent));

/** Whether the source of the requirement only copies what Alipay says. @param {Field['fact']} fact */
export const isSecondHand = ({ requirementSource: source }) => source === 'portal' || source === 'client';

/** @param {Field} field @param {ReadonlyMap<string, unknown>} sent */
function isNeeded({ name, fact }, sent) {
  if (fact.requirement === 'required') return true;
  if (conditionThatHolds(fact, sent) !== undefined) return true;
  const choice = fact.exactlyOne ?? fact.atLeastOne;
  return choice !== undefined && choice[0] === name && !choice.some((other) => sent.has(other));
}

/** @param {Field} field @param {ReadonlyMap<string, unknown>} sent */
export function isForbidden({ name, fact }, sent) {
  const rivals = [...(fact.exactlyOne ?? []), ...(fact.excludes ?? [])].filter((other) => other !== name);
  return rivals.some((other) => sent.has(other));
}

/** @param {Field} field */
function isWorthShowing({ fact, example, model, base, inExample }) {
  if (inExample !== undefined) return inExample;
  if (fact.deprecated === true || model !== undefined || base === 'file') return false;
  return example !== undefined && (fact.requirement !== 'conditional' || fact.unique === 'idempotency');
}

/** Who operates which terminal is rarely the point of a call. */
const incidental =
  /^(operator|terminal|store|alipay_store|shop|org|agent|sys|ext|extend|advance|refund_advance|refund_trans|original|ori|cert)_|_pid$|currency|^buyer_logon_id$/;

/** The fields that an example gains most by come first. @param {Field} field */
function rank({ name, fact }) {
  if (fact.unique === 'idempotency' || fact.missingCode !== undefined) return 0;
  if (incidental.test(name)) return 3;
  return fact.requirement === undefined && fact.name === undefined ? 2 : 1;
}

/** Whether the field says what kind of value another one holds that is sent. @param {Field} field @param {ReadonlyMap<string, unknown>} sent */
const isTypeOfSent = ({ name, fact, example }, sent) =>
  !sent.has(name) &&
  name.endsWith('_type') &&
  fact.example === example &&
  example !== undefined &&
  sent.has(name.slice(0, -5));

/** @param {Field} field */
const decides = ({ fact }) => fact.closed === true;

/**
 * @param {readonly Field[]} fields
 * @param {Schemas} schemas
 * @param {number} [depth]
 * @returns {Readonly<Record<string, unknown>>}
 */
export function exampleRequest(fields, schemas, depth = 0) {
  /** @type {Map<string, unknown>} */
  const sent = new Map();
  /** @param {Field} field */
  const send = (field) => sent.set(field.name, requestValue(field, schemas, depth));
  const addNeeded = () => {
    for (let before = -1; before !== sent.size; ) {
      before = sent.size;
      for (const field of fields) {
        if (!sent.has(field.name) && isNeeded(field, sent) && !isForbidden(field, sent)) send(field);
      }
    }
  };
  addNeeded();
  const optional = fields.filter((field) => isWorthShowing(field) && !decides(field));
  const preferred = [...optional].sort((one, other) => rank(one) - rank(other));
  const most = depth > 0 ? 3 : sent.size > 1 ? sent.size + 2 : shown.request;
  for (const field of preferred) {
    if (sent.size > 0 && rank(field) === 3 && field.inExample !== true) continue;
    if (sent.size < most && !sent.has(field.name) && !isForbidden(field, sent)) send(field);
  }
  for (const field of fields) if (isTypeOfSent(field, sent) && !isForbidden(field, sent)) send(field);
  addNeeded();
  const [first] = fields;
  if (sent.size === 0 && first !== undefined) send(fields.find(({ model }) => model === undefined) ?? first);
  return inOrder(fields, sent);
}

/** @param {readonly Field[]} fields @param {ReadonlyMap<string, unknown>} values */
function inOrder(fields, values) {
  return Object.fromEntries(fields.filter(({ name }) => values.has(name)).map(({ name }) => [name, values.get(name)]));
}

/** @param {Field} field @param {Schemas} schemas @param {number} depth @returns {unknown} */
export function requestValue(field, schemas, depth) {
  const { list, base, model } = field;
  if (base === 'file') return exampleFile;
  const fields = model === undefined ? undefined : schemas.get(model)?.fields;
  if (fields === undefined) return list ? [scalar(field)] : scalar(field);
  const value = depth < deepest ? exampleRequest(fields, schemas, depth + 1) : {};
  return list ? [value] : value;
}

/**
 * @param {readonly Field[]} fields
 * @param {Schemas} schemas
 * @param {number} [depth]
 * @returns {Readonly<Record<string, unknown>>}
 */
export function exampleResponse(fields, schemas, depth = 0) {
  const current = fields.filter(({ fact }) => fact.deprecated !== true);
  const known = current.filter(
    ({ name, example, model, fact, base }) =>
      model === undefined && (example ?? tellingText(name, fact, base)) !== undefined,
  );
  const nested = depth < 2 ? current.filter(({ model }) => model !== undefined) : [];
  const chosen = [...known.slice(0, depth === 0 ? shown.response : 5), ...nested.slice(0, depth === 0 ? 4 : 1)];
  const some =
    chosen.length > 0 ? chosen : current.filter(({ model }) => model === undefined || depth < deepest).slice(0, 3);
  const names = new Set(some.map(({ name }) => name));
  const entries = current
    .filter(({ name }) => names.has(name))
    .map((field) => {
      const model = field.model === undefined ? undefined : schemas.get(field.model)?.fields;
      const value = model === undefined ? scalar(field) : exampleResponse(model, schemas, depth + 1);
      return [field.name, field.list ? [value] : value];
    });
  return Object.fromEntries(entries);
}
