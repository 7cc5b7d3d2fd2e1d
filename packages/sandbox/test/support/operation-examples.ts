import { readFileSync } from 'node:fs';
import { catalogue } from '../../src/catalogue/catalogue.js';
import type { CataloguedOperation, CataloguedParameter } from '../../src/catalogue/catalogued-operation.js';
import { exampleValue } from '../../src/catalogue/example-value.js';
import type { SchemaNode } from '../../src/catalogue/schema-node.js';

/** Where the generated client has an operation. */
export interface GeneratedName {
  readonly module: string;
  readonly className: string;
  readonly method: string;
}

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The class that has all of an operation's id but what its tag leaves over. */
export function generatedName(id: string, tag: string): GeneratedName {
  const api = id.startsWith(`${tag}.`) ? tag : id.slice(0, id.lastIndexOf('.'));
  const [first = '', ...others] = id.slice(api.length + 1).split('.');
  return {
    module: api.toLowerCase().replaceAll('.', '-'),
    className: `${api.split('.').map(capitalized).join('')}Api`,
    method: first + others.map(capitalized).join(''),
  };
}

/** A value for every parameter but the files, by the catalogue. */
export function exampleParameters({
  inPath: pathParameters,
  query,
  body,
}: CataloguedOperation): Readonly<Record<string, unknown>> {
  const { schemas } = catalogue();
  const inPath = pathParameters.map(
    ({ name, schema }) => [name, schema.type === 'integer' ? 1 : `${name} 1/2`] as const,
  );
  const inQuery = query.map((parameter) => [parameter.name, queryExample(parameter)] as const);
  const value = (schema: SchemaNode) => withKnownValues(schema, exampleValue(schema, schemas));
  const inBody = body.kind === 'json' ? Object(value(body.schema)) : {};
  const data = body.kind === 'multipart' && body.data !== undefined ? { data: value(body.data) } : {};
  return { ...inBody, ...data, ...Object.fromEntries([...inQuery, ...inPath]) };
}

const factsFile = new URL('../../../alipay/catalogue/facts.json', import.meta.url);
const known: Readonly<Record<string, FieldFacts>> = JSON.parse(readFileSync(factsFile, 'utf8')).schemas;

type FieldFacts = Readonly<Record<string, { readonly values?: object; readonly closed?: boolean }>>;

/** Where the values of a field are all there are, an example has one of them. */
function withKnownValues(schema: SchemaNode, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withKnownValues(schema.items ?? {}, item));
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {} } = catalogue().schemas.resolve(schema);
  const fields = known[schema.$ref?.slice(schema.$ref.lastIndexOf('/') + 1) ?? ''] ?? {};
  const entries = Object.entries(value).map(([name, member]) => {
    const { closed, values = {} } = fields[name] ?? {};
    return [name, closed ? Object.keys(values)[0] : withKnownValues(properties[name] ?? {}, member)] as const;
  });
  return Object.fromEntries(entries);
}

function queryExample({ name, schema }: CataloguedParameter): unknown {
  return Object(exampleValue({ type: 'object', properties: { [name]: schema } }, catalogue().schemas))[name];
}
