import type { Fact } from './fact.js';

/** The fact about an optional field that calls send: whether they must send it is `unknown` where no source says. */
export function sentFact(fact: Fact = {}): Fact {
  const { requirement, requiredWhen, requiredIf, atLeastOne, exactlyOne } = fact;
  const said = requirement ?? requiredWhen ?? requiredIf ?? atLeastOne ?? exactlyOne;
  return said === undefined ? { ...fact, requirement: 'unknown' } : fact;
}
