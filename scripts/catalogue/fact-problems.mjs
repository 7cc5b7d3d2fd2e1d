// What is wrong with the facts about one field, by themselves and next to its siblings.

import { formatPattern } from './formats.mjs';

/** How the identifiers are written that have one form. */
export const idPatterns = {
  'alipay-pid': /^2088\d{12}$/,
  'alipay-trade-no': /^\d{16,64}$/,
  'alipay-user-id': /^2088\d{12}$/,
  'app-id': /^\d{16}$/,
  smid: /^2088\d{12}$/,
};

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is written in the format of a fact. */
export function hasFormat(text, format) {
  const pattern = formatPattern(format);
  return pattern === undefined ? isJson(text) : new RegExp(pattern).test(text);
}

function typeProblem(text, type) {
  if (type === 'integer' && !/^-?\d+$/.test(text)) return 'is not an integer';
  if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) return 'is not a number';
  if (type === 'boolean' && !/^(true|false)$/.test(text)) return 'is not true or false';
  return undefined;
}

function rangeProblem(text, fact) {
  if (fact.minimum === undefined && fact.maximum === undefined && fact.decimals === undefined) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) return 'is not a number, but has a range or decimals';
  if (Number(text) < (fact.minimum ?? Number.NEGATIVE_INFINITY)) return `is less than ${fact.minimum}`;
  if (Number(text) > (fact.maximum ?? Number.POSITIVE_INFINITY)) return `is more than ${fact.maximum}`;
  const [, decimals = ''] = text.split('.');
  return decimals.length > (fact.decimals ?? 99) ? `has more than ${fact.decimals} decimals` : undefined;
}

function lengthProblem(text, fact) {
  const { length } = [...text];
  if (fact.length !== undefined && length !== fact.length) return `is ${length} characters long, not ${fact.length}`;
  if (length < (fact.minLength ?? 0)) return `is shorter than ${fact.minLength}`;
  return length > (fact.maxLength ?? length) ? `is longer than ${fact.maxLength}` : undefined;
}

/** Why an example or a default contradicts the other facts; `undefined` when it does not. */
export function valueProblem(text, fact, type) {
  if (fact.values !== undefined && !(text in fact.values)) return 'is none of the known values';
  if (fact.format !== undefined && !hasFormat(text, fact.format)) return `is not written as ${fact.format}`;
  if (idPatterns[fact.ids]?.test(text) === false) return `is not written as ${fact.ids}`;
  return typeProblem(text, type) ?? rangeProblem(text, fact) ?? lengthProblem(text, fact);
}

function* orderProblems(fact) {
  for (const kind of ['Length', 'Items']) {
    if (fact[`min${kind}`] > fact[`max${kind}`]) yield `min${kind} is more than max${kind}`;
  }
  if (fact.minimum > fact.maximum) yield 'minimum is more than maximum';
  if (fact.length !== undefined && (fact.minLength ?? fact.maxLength) !== undefined) {
    yield 'has a length and a range of lengths';
  }
}

const listFormats = new Set(['comma-separated', 'pipe-separated']);

function* typeProblems(fact, type) {
  if (type !== 'array' && !listFormats.has(fact.format) && (fact.minItems ?? fact.maxItems) !== undefined) {
    yield 'counts items, but is no list';
  }
  if (['object', 'array'].includes(type) && (fact.minimum ?? fact.maximum ?? fact.decimals) !== undefined) {
    yield `has a range or decimals, but is an ${type}`;
  }
}

const conditionsOf = (fact) => (fact.requiredWhen === undefined ? [] : [fact.requiredWhen].flat());

function* groupProblems(kind, name, fact, siblings) {
  const members = fact[kind];
  if (members === undefined) return;
  if (!members.includes(name)) yield `${kind} leaves the field itself out`;
  for (const member of members) {
    if (!siblings.has(member)) yield `${kind} names ${member}, which is no sibling`;
    else if (siblings.get(member)[kind]?.join() !== members.join()) yield `${kind} of ${member} differs`;
  }
}

function* exclusionProblems(name, { excludes = [] }, siblings) {
  for (const other of excludes) {
    if (!siblings.has(other)) yield `excludes ${other}, which is no sibling`;
    else if (!siblings.get(other).excludes?.includes(name)) yield `excludes ${other}, which does not exclude it`;
  }
}

function* conditionProblems(name, fact, siblings) {
  for (const condition of conditionsOf(fact)) {
    const field = condition.field ?? condition.present ?? condition.absent;
    if (!siblings.has(field)) yield `requiredWhen names ${field}, which is no sibling`;
    if (field === name) yield 'requiredWhen names the field itself';
    const { values } = siblings.get(field) ?? {};
    for (const value of [condition.equals ?? [], condition.in ?? []].flat()) {
      if (values !== undefined && !(value in values)) yield `requiredWhen: ${value} is no known value of ${field}`;
    }
  }
}

const conditionKinds = ['requiredWhen', 'requiredIf', 'atLeastOne', 'exactlyOne'];

function* requirementProblems(fact) {
  const { requirement = 'unknown', requirementSource } = fact;
  const conditional = conditionKinds.some((kind) => fact[kind] !== undefined);
  if (conditional !== (requirement === 'conditional')) yield `is ${requirement}, which its conditions contradict`;
  if ((requirement === 'unknown') !== (requirementSource === undefined))
    yield `is ${requirement}, which its source contradicts`;
}

function* closureProblems(name, /** @type {Record<string, any>} */ { closed, values }, siblings) {
  if (closed === undefined) return;
  if (values === undefined) yield 'is closed, but has no values';
  const decides = [...siblings.values()].some((sibling) => conditionsOf(sibling).some(({ field }) => field === name));
  if (!decides) yield 'is closed, but no sibling depends on its value';
}

/**
 * @param {string} name of the field
 * @param {Record<string, any>} fact about it
 * @param {{ type?: string, siblings: ReadonlyMap<string, object>, operationIds: ReadonlySet<string> }} context where
 * `siblings` holds the facts about every field next to it, itself included
 */
export function* factProblems(name, fact, { type, siblings, operationIds }) {
  yield* orderProblems(fact);
  yield* typeProblems(fact, type);
  for (const kind of ['default', 'example']) {
    const problem = fact[kind] === undefined ? undefined : valueProblem(fact[kind], fact, type);
    if (problem !== undefined) yield `${kind} ${JSON.stringify(fact[kind])} ${problem}`;
  }
  for (const id of fact.mentions ?? []) if (!operationIds.has(id)) yield `mentions ${id}, which is unknown`;
  for (const kind of ['atLeastOne', 'exactlyOne']) yield* groupProblems(kind, name, fact, siblings);
  yield* exclusionProblems(name, fact, siblings);
  yield* conditionProblems(name, fact, siblings);
  yield* requirementProblems(fact);
  yield* closureProblems(name, fact, siblings);
}
