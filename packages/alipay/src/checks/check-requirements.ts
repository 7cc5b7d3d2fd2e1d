import type { FieldCondition, FieldEntries, FieldRules } from './check-catalogue.js';
import type { RequestProblem } from './request-problem.js';

/** What an object lacks, and what it has together that excludes each other. @param at the path of a member */
export function checkRequirements(
  sent: ReadonlyMap<string, unknown>,
  fields: FieldEntries,
  at: (name: string) => string,
): RequestProblem[] {
  return Object.entries(fields).flatMap(([name, entry]): RequestProblem[] => {
    if (typeof entry === 'string') return [];
    const [, rules] = entry;
    return isSent(sent.get(name)) ? collisions(name, rules, sent, at) : absence(name, rules, sent, at);
  });
}

/** An empty text counts as missing, as Alipay's messages say. */
export function isSent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function absence(
  name: string,
  { required, requiredWhen = [], atLeastOne, exactlyOne }: FieldRules,
  sent: ReadonlyMap<string, unknown>,
  at: (name: string) => string,
): RequestProblem[] {
  const field = at(name);
  // What is null has the wrong type already.
  if (sent.get(name) === null) return [];
  if (required) return [{ field, kind: 'missing' }];
  const condition = requiredWhen.find((one) => holds(one, sent));
  if (condition !== undefined) {
    return [
      {
        field,
        kind: 'missing',
        ...('field' in condition ? { others: [at(condition.field)] } : otherOf(condition, at)),
      },
    ];
  }
  const choice = exactlyOne ?? atLeastOne;
  // One problem for all of them.
  if (choice?.[0] !== name || choice.some((other) => isSent(sent.get(other)))) return [];
  return [{ field, kind: 'none-of', others: choice.slice(1).map(at) }];
}

function otherOf(condition: FieldCondition, at: (name: string) => string): { others?: readonly string[] } {
  return 'present' in condition ? { others: [at(condition.present)] } : {};
}

function holds(condition: FieldCondition, sent: ReadonlyMap<string, unknown>): boolean {
  if ('present' in condition) return isSent(sent.get(condition.present));
  if ('absent' in condition) return !isSent(sent.get(condition.absent));
  const value = sent.get(condition.field);
  const values = 'equals' in condition ? [condition.equals] : condition.in;
  return isSent(value) && values.includes(String(value));
}

/** Reported once, with the first of the fields. */
function collisions(
  name: string,
  { exactlyOne = [], excludes = [] }: FieldRules,
  sent: ReadonlyMap<string, unknown>,
  at: (name: string) => string,
): RequestProblem[] {
  const others = [...new Set([...exactlyOne, ...excludes])].filter(
    (other) => other !== name && isSent(sent.get(other)),
  );
  if (others.length === 0 || others.some((other) => other < name)) return [];
  return [{ field: at(name), kind: 'together', others: others.map(at) }];
}
