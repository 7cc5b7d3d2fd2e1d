import type { TLocalizedValidationError } from 'typebox/error';

/** What is wrong first, without the value. */
export interface DescribedProblem {
  readonly kind: 'missing' | 'unknown' | 'wrong';
  /** One sentence that names the member. */
  readonly text: string;
  /** The path of the member, for example `tls.keyFile`. */
  readonly member: string;
  /** The names that the schema has where an unknown one was found, with their paths. */
  readonly known: (schema: object) => string[];
}

/** @param whole what the value is, for a problem of the value as a whole */
export function describeProblem(problems: readonly TLocalizedValidationError[], whole: string): DescribedProblem {
  const [first] = problems.filter(({ keyword }) => keyword !== 'boolean');
  if (first === undefined) return wrong(whole, 'not accepted');
  const parent = memberPath(first.instancePath);
  const params = new Map<string, unknown>(Object.entries(first.params));
  if (first.keyword === 'required') {
    const [name] = [params.get('requiredProperties')].flat();
    const member = join(parent, name);
    return { kind: 'missing', text: `${member}: missing`, member, known: () => [] };
  }
  if (first.keyword === 'additionalProperties') {
    const [name] = [params.get('additionalProperties')].flat();
    // A caller may have put a secret where a name belongs.
    const member = join(parent, isShort(name) ? name : '(a long name)');
    const known = (schema: object) => membersAt(schema, parent).map((one) => join(parent, one));
    return { kind: 'unknown', text: `${member}: there is no such member`, member, known };
  }
  return wrong(parent === '' ? whole : parent, expectation(first, params, problems));
}

const wrong = (member: string, text: string): DescribedProblem => ({
  kind: 'wrong',
  text: `${member}: ${text}`,
  member,
  known: () => [],
});

function expectation(
  first: TLocalizedValidationError,
  params: ReadonlyMap<string, unknown>,
  problems: readonly TLocalizedValidationError[],
): string {
  const allowed = params.get('allowedValues');
  if (Array.isArray(allowed)) return `expected one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  const choices = problems
    .filter(({ keyword, instancePath }) => keyword === 'const' && instancePath === first.instancePath)
    .map((problem) => JSON.stringify(Object(problem.params).allowedValue));
  if (choices.length > 1) return `expected one of ${choices.join(', ')}`;
  const pattern = params.get('pattern');
  if (pattern !== undefined) return `expected text of the form ${String(pattern)}`;
  return first.message.replace(/^must /, 'it must ');
}

/** `/merchantApplications/0/userId` as one would write it: `merchantApplications[0].userId`. */
function memberPath(instancePath: string): string {
  const parts = instancePath.split('/').slice(1);
  return parts.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

const isShort = (name: unknown) => /^[\w.$-]{1,32}$/.test(String(name));

const join = (parent: string, name: unknown) => (parent === '' ? String(name) : `${parent}.${String(name)}`);

function membersAt(schema: object, parent: string): string[] {
  const at =
    parent === '' ? schema : parent.split('.').reduce<object>((node, name) => Object(properties(node)[name]), schema);
  return Object.keys(properties(at));
}

const properties = (schema: object): Record<string, object> => Object(Object(schema).properties);
