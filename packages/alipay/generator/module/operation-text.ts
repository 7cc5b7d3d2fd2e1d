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

function methodDocstring(
  operation: OperationDescription,
  types: MethodTypes,
  idempotencyKeys: readonly string[],
): string {
  const { documentation, id, method, path } = operation;
  const wire = `\`${id}\`: ${method} ${path}`;
  const paragraphs = [...documentation.paragraphs, wire.length > 110 ? wire.replace(': ', ':\n') : wire];
  const codes = types.errorCode === undefined ? '' : `, its \`code\` being one of\n{@link ${types.errorCode}}`;
  return docstring(
    {
      ...documentation,
      paragraphs: [...paragraphs, ...headerNote(operation.parameters.headers), ...repeatNote(idempotencyKeys)],
    },
    '  ',
    [`@throws AlipayApiError when Alipay responds with an error${codes}`],
  );
}

/** The method of the API's class, with its docstring. */
export function methodText(
  operation: OperationDescription,
  types: MethodTypes,
  idempotencyKeys: readonly string[],
): string {
  const { parameters } = types;
  const options = 'options?: RequestOptions';
  const argument = parameters && `parameters: ${parameters.text}${parameters.optional ? ' = {}' : ''}`;
  const signature = argument === undefined ? [options] : [argument, options];
  const after = `): ApiPromise<${types.response}> {`;
  const sent = parameters === undefined ? 'undefined' : 'parameters';
  return [
    methodDocstring(operation, types, idempotencyKeys),
    `${list(signature, [`${operation.methodName}(`, after], '  ')}\n`,
    `    return this.#client.call(${constantName(operation)}, ${sent}, options);\n  }\n`,
  ].join('');
}
