import type { OperationDescription } from '../operation/operation-description.js';
import type { Property } from '../schema/schema.js';
import { docstring } from './docstring.js';
import type { ParametersType } from './parameters-type.js';
import { list, quote } from './source-text.js';

/** The names and types that a method is written with. */
export interface MethodTypes {
  readonly parameters: ParametersType | undefined;
  readonly response: string;
  /** Name of the union of error codes; `undefined` when the document lists none. */
  readonly errorCode: string | undefined;
}

function constantName(operation: OperationDescription): string {
  return `${operation.methodName}Operation`;
}

function named(member: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`${list(names.map(quote), [`${member}: [`, '],'], '  ')}\n`];
}

function namesOf(properties: readonly Property[]): readonly string[] {
  return properties.map(({ name }) => name);
}

/** The constant that tells the client where each parameter goes, and which of them make repeating safe. */
export function operationConstant(operation: OperationDescription, idempotencyKeys: readonly string[]): string {
  const { body, parameters } = operation;
  const files = body?.kind === 'multipart' ? body.parts.filter((part) => part.schema === 'file') : [];
  return [
    `const ${constantName(operation)}: Operation = {\n`,
    `  id: ${quote(operation.id)},\n  method: ${quote(operation.method)},\n  path: ${quote(operation.path)},\n`,
    ...named('pathParameters', namesOf(parameters.path)),
    ...named('queryParameters', namesOf(parameters.query)),
    ...(body === undefined ? [] : [`  body: ${quote(body.kind)},\n`]),
    ...named('fileParameters', namesOf(files)),
    ...named('idempotencyKeys', idempotencyKeys),
    '};\n',
  ].join('');
}

function headerNote(headers: readonly string[]): readonly string[] {
  if (headers.length === 0) return [];
  return [`Takes the header ${headers.map((name) => `\`${name}\``).join(', ')}: give it in \`options.headers\`.`];
}

function repeatNote(keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  const names = keys.map((name) => `\`${name}\``).join(' and ');
  return [`Repeating the call with the same ${names} has no second effect.`];
}

interface Method {
  readonly operation: OperationDescription;
  readonly types: MethodTypes;
  readonly idempotencyKeys: readonly string[];
}

function methodDocstring({ operation, types, idempotencyKeys }: Method, notes: readonly string[] = []): string {
  const { documentation, id, method, path } = operation;
  const wire = `\`${id}\`: ${method} ${path}`;
  const paragraphs = [...documentation.paragraphs, wire.length > 110 ? wire.replace(': ', ':\n') : wire];
  const codes = types.errorCode === undefined ? '' : `, its \`code\` being one of\n{@link ${types.errorCode}}`;
  const further = [...notes, ...headerNote(operation.parameters.headers), ...repeatNote(idempotencyKeys)];
  return docstring({ ...documentation, paragraphs: [...paragraphs, ...further] }, '  ', [
    `@throws AlipayApiError when Alipay responds with an error${codes}`,
  ]);
}

/** The method of the API's class that receives a whole response. */
function callText(method: Method): string {
  const { operation, types } = method;
  const { parameters } = types;
  const options = 'options?: RequestOptions';
  const argument = parameters && `parameters: ${parameters.text}${parameters.optional ? ' = {}' : ''}`;
  const signature = argument === undefined ? [options] : [argument, options];
  const after = `): ApiPromise<${types.response}> {`;
  const sent = parameters === undefined ? 'undefined' : 'parameters';
  return [
    methodDocstring(method),
    `${list(signature, [`${operation.methodName}(`, after], '  ')}\n`,
    `    return this.#client.call(${constantName(operation)}, ${sent}, options);\n  }\n`,
  ].join('');
}

/** Of a name that can be linked, what the events hold. */
function streamNotes(response: string): readonly string[] {
  const described = /^\w+$/.test(response)
    ? [`The document describes what the events hold as {@link ${response}}.`]
    : [];
  return [
    ...described,
    'The response is a stream of events. Alipay signs no stream: `acceptUnsigned: true` says that TLS alone\nmay protect it.',
  ];
}

/** The method of the API's class that receives a stream of events. */
function streamText(method: Method): string {
  const { operation, types } = method;
  const { parameters } = types;
  const signature = [...(parameters === undefined ? [] : [`parameters: ${parameters.text}`]), 'options: StreamOptions'];
  const call = [`operation: ${constantName(operation)}`, ...(parameters === undefined ? [] : ['parameters'])];
  const after = '): AsyncGenerator<ServerEvent, void, undefined> {';
  return [
    methodDocstring(method, streamNotes(types.response)),
    `${list(signature, [`${streamMethodName(operation)}(`, after], '  ')}\n`,
    `    return this.#client.stream({ ${call.join(', ')} }, options);\n  }\n`,
  ].join('');
}

/** What the method is called that receives a stream. */
function streamMethodName({ methodName, delivery }: OperationDescription): string {
  return delivery === 'either' ? `${methodName}Stream` : methodName;
}

/** The names of the methods that an operation becomes. */
export function methodNames(operation: OperationDescription): readonly string[] {
  const { methodName, delivery } = operation;
  return delivery === 'either' ? [methodName, streamMethodName(operation)] : [methodName];
}

/** The methods of the API's class that make an operation's call, each with its docstring. */
export function methodTexts(
  operation: OperationDescription,
  types: MethodTypes,
  idempotencyKeys: readonly string[],
): readonly string[] {
  const method = { operation, types, idempotencyKeys };
  return [
    ...(operation.delivery === 'stream' ? [] : [callText(method)]),
    ...(operation.delivery === 'whole' ? [] : [streamText(method)]),
  ];
}
