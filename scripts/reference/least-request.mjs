// @ts-check
// The least that a call has to send, by what is known, and why each field is in it.
import { conditionThatHolds, exampleRequest, isForbidden, isSecondHand, requestValue } from './example-value.mjs';

/**
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').LeastPart} LeastPart
 * @typedef {import('./model.d.ts').LeastReason} Reason
 * @typedef {import('./model.d.ts').Schema} Schema
 * @typedef {ReadonlyMap<string, Schema>} Schemas
 */

/** Why a call that sends these fields has to send this one too. @param {Field} field @param {ReadonlyMap<string, unknown>} sent @returns {Reason | undefined} */
function reasonFor({ name, fact, inExample }, sent) {
  if (fact.requirement === 'required') return { kind: isSecondHand(fact) ? 'second-hand' : 'required' };
  const condition = conditionThatHolds(fact, sent);
  if (condition !== undefined) return { kind: 'condition', condition };
  const choice = fact.exactlyOne ?? fact.atLeastOne;
  if (choice !== undefined && choice[0] === name && !choice.some((other) => sent.has(other))) {
    return { kind: fact.exactlyOne === undefined ? 'at-least-one' : 'exactly-one', choice };
  }
  if (fact.missingCode !== undefined) return { kind: 'code', code: fact.missingCode };
  if (inExample !== true) return undefined;
  return fact.requiredIf === undefined ? { kind: 'typical' } : { kind: 'case', when: fact.requiredIf };
}

/** @param {readonly Field[]} fields @param {Schemas} schemas @param {number} depth @returns {ReadonlyMap<string, Reason>} */
function neededFields(fields, schemas, depth) {
  /** @type {Map<string, Reason>} */
  const reasons = new Map();
  /** @type {Map<string, unknown>} */
  const sent = new Map();
  for (let before = -1; before !== sent.size; ) {
    before = sent.size;
    for (const field of fields) {
      const reason = sent.has(field.name) ? undefined : reasonFor(field, sent);
      if (reason === undefined || isForbidden(field, sent)) continue;
      reasons.set(field.name, reason);
      sent.set(field.name, requestValue(field, schemas, depth));
    }
  }
  return reasons;
}

/**
 * What a call has to send as far as it is known. A required object whose members are all of unknown requirement holds
 * what the example of it holds.
 *
 * @param {readonly Field[]} fields
 * @param {Schemas} schemas
 * @param {{ path: string, depth: number }} [at]
 * @returns {{ values: Readonly<Record<string, unknown>>, parts: readonly LeastPart[] }}
 */
export function leastRequest(fields, schemas, { path, depth } = { path: '', depth: 0 }) {
  const needed = neededFields(fields, schemas, depth);
  const typical = needed.size > 0 || depth === 0 ? {} : exampleRequest(fields, schemas, depth);
  /** @type {Record<string, unknown>} */
  const values = {};
  /** @type {LeastPart[]} */
  const parts = [];
  for (const field of fields) {
    const reason = needed.get(field.name) ?? (field.name in typical ? { kind: 'typical' } : undefined);
    if (reason === undefined) continue;
    const own = `${path}${field.name}${field.list ? '[]' : ''}`;
    const members = depth < 3 && field.model !== undefined ? schemas.get(field.model)?.fields : undefined;
    if (members === undefined) {
      values[field.name] = requestValue(field, schemas, depth);
      parts.push({ path: own, field, reason, value: values[field.name] });
      continue;
    }
    const inner = leastRequest(members, schemas, { path: `${own}.`, depth: depth + 1 });
    values[field.name] = field.list ? [inner.values] : inner.values;
    parts.push({ path: own, field, reason, value: undefined }, ...inner.parts);
  }
  return { values, parts };
}

/**
 * The fields by what is known of their requirement: told by a text of Alipay, by others who copied one, or by none.
 *
 * @param {readonly Field[]} fields
 */
export function knownRequirements(fields) {
  const current = fields.filter(({ fact }) => fact.deprecated !== true);
  /** @param {Field} field */
  const isKnown = ({ fact }) => (fact.requirement ?? 'unknown') !== 'unknown';
  return {
    told: current.filter((field) => isKnown(field) && !isSecondHand(field.fact)),
    secondHand: current.filter((field) => isKnown(field) && isSecondHand(field.fact)),
    untold: current.filter((field) => !isKnown(field)),
  };
}
