import type { Operation, Schema } from './openapi-document.js';
import { comment, memberLine, type NamedTypes, schemaType } from './schema-type.js';

/** An operation as the client has it. */
export interface DescribedOperation {
  /** For example `authorizations`. */
  readonly group: string;
  /** For example `list`. */
  readonly name: string;
  /** Its line of the interface. */
  readonly signature: string;
  /** Its types. */
  readonly types: readonly string[];
  /** Its line of the table that the client follows. */
  readonly entry: string;
}

export interface OperationPlace {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** @throws Error when the document says something that the client cannot do */
export function describeOperation({ method, path, operation }: OperationPlace, named: NamedTypes): DescribedOperation {
  const id = operation.operationId ?? '';
  const [, group, name] = /^([a-z]\w*)\.([a-z]\w*)$/.exec(id) ?? [];
  if (group === undefined || name === undefined) throw new Error(`operationId: expected <group>.<name>, found "${id}"`);
  const prefix = `${capital(group)}${capital(name)}`;
  const { parameters = [] } = operation;
  const members = [...parameterMembers(operation, named), ...bodyMembers(operation, named)];
  const names = members.map((member) => member.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw new Error(`${id}: two parameters are called ${twice}`);
  const response = responseOf(operation, named);
  const types = [`export type ${prefix}Response = ${response.type};`];
  const parametersType = `${prefix}Parameters`;
  if (members.length > 0)
    types.unshift(`export interface ${parametersType} {\n${members.flatMap(linesOf).join('\n')}\n}`);
  const isOptional = members.every(({ isRequired }) => !isRequired);
  const given =
    members.length === 0 ? 'parameters?: undefined' : `parameters${isOptional ? '?' : ''}: ${parametersType}`;
  const query = parameters.filter((one) => one.in === 'query').map((one) => one.name);
  const item = query.includes('cursor') ? response.list : undefined;
  const result =
    item === undefined
      ? `Promise<${prefix}Response>`
      : `PagePromise<${prefix}Response, ${prefix}Response['${item}'][number]>`;
  const about = [operation.summary, operation.description].filter(Boolean).join('.\n\n');
  const entry = {
    method: method.toUpperCase(),
    path,
    query,
    ...(operation.requestBody === undefined ? {} : { hasBody: true }),
    ...(operation['x-idempotent'] === true ? { isIdempotent: true } : {}),
    ...(response.isJson ? {} : { isRaw: true }),
    ...(item === undefined ? {} : { list: item }),
  };
  return {
    group,
    name,
    types,
    signature: [...comment(about), `${name}(${given}, options?: RequestOptions): ${result};`].join('\n'),
    entry: `${JSON.stringify(id)}: ${JSON.stringify(entry)},`,
  };
}

interface NamedMember {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
}

function parameterMembers({ parameters = [] }: Operation, named: NamedTypes): NamedMember[] {
  return parameters
    .filter((one) => one.in === 'path' || one.in === 'query')
    .map(({ name, required = false, description, schema = {} }) => ({
      name,
      type: schemaType(schema, 'sent', named),
      isRequired: required && schema.default === undefined,
      description: description ?? schema.description,
    }));
}

/** The members of the body stand next to the other parameters. */
function bodyMembers({ requestBody, operationId }: Operation, named: NamedTypes): NamedMember[] {
  if (requestBody === undefined) return [];
  const schema = requestBody.content?.['application/json']?.schema;
  if (schema?.type !== 'object') throw new Error(`${operationId}: expected a body that is a JSON object`);
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).map(([name, member]: [string, Schema]) => ({
    name,
    type: schemaType(member, 'sent', named),
    isRequired: required.includes(name) && member.default === undefined,
    description: member.description,
  }));
}

const linesOf = ({ name, type, isRequired, description }: NamedMember) => [
  ...comment(description),
  memberLine(name, { type, isRequired, direction: 'sent' }),
];

interface DescribedResponse {
  readonly type: string;
  readonly isJson: boolean;
  /** The only member that is a list. */
  readonly list?: string | undefined;
}

function responseOf({ responses = {}, operationId }: Operation, named: NamedTypes): DescribedResponse {
  const [, response] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  if (response === undefined) throw new Error(`${operationId}: no response says that the request succeeded`);
  const { content } = response;
  if (content === undefined) return { type: 'undefined', isJson: true };
  const schema = content['application/json']?.schema;
  if (schema === undefined) return { type: 'Response', isJson: false };
  const lists = Object.entries(schema.properties ?? {}).filter(([, { type }]) => type === 'array');
  return {
    type: schemaType(schema, 'received', named),
    isJson: true,
    list: lists.length === 1 ? lists[0]?.[0] : undefined,
  };
}

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
