/** What the validator tells of one wrong field. */
export interface SchemaProblem {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** `/authApps/0/userId` as one would write it: `authApps[0].userId`. */
function fieldName(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

const join = (parent: string, member: unknown) => (parent === '' ? String(member) : `${parent}.${String(member)}`);

/** A sentence that names the field and what was expected. */
export function describeSchemaError({ instancePath, keyword, params, message }: SchemaProblem): string {
  const field = fieldName(instancePath);
  if (keyword === 'required') return `${join(field, params.missingProperty)}: missing`;
  if (keyword === 'additionalProperties') return `${join(field, params.additionalProperty)}: no such field`;
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return `${field}: expected one of ${params.allowedValues.join(', ')}`;
  }
  return `${field === '' ? 'body' : field}: ${message ?? 'not of the expected form'}`;
}
