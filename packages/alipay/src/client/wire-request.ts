import { type FilePart, filePart } from '../multipart/file-part.js';
import type { FileInput } from './file-input.js';
import { jsonText } from './json-text.js';
import { checkPlaced } from './misplaced-parameter.js';
import type { HttpMethod, Operation } from './operation.js';

/** A value of a query parameter; `undefined` and `null` leave the parameter out. */
export type QueryValue = string | number | boolean | bigint | null | undefined;

/** A call to any endpoint of the gateway, catalogued or not. */
export interface GenericRequest {
  readonly method: HttpMethod;
  /** Path below the endpoint, beginning with `/`, percent-encoded; `{name}` stands for one of `pathParameters`. */
  readonly path: string;
  /** Values for the `{name}`s in `path`; they are percent-encoded. */
  readonly pathParameters?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON; with `files`, in the part `data`. */
  readonly body?: object | undefined;
  /** Files to upload, by the names of their parts. The request is then a multipart form. */
  readonly files?: Readonly<Record<string, FileInput>> | undefined;
}

/** A call whose parameters are in their places, not yet encrypted or signed. */
export interface WireRequest {
  /** Alipay's name of the operation; `undefined` when it is not catalogued. */
  readonly operation: string | undefined;
  readonly method: HttpMethod;
  /** Path without query; of a catalogued operation the template, without the parameters. */
  readonly route: string;
  readonly pathAndQuery: string;
  /** JSON text, of a multipart body that of its part `data`; `undefined` when there is none. */
  readonly content: string | undefined;
  /** The files of a multipart body; `undefined` when the body is none. */
  readonly files: readonly FilePart[] | undefined;
  /** Whether the caller set a field by which Alipay recognizes a repeated request. */
  readonly idempotent: boolean;
  /** The values in the path, by their names. */
  readonly pathValues: ReadonlyMap<string, string>;
}

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies HttpMethod[];
/** A path that no HTTP client rewrites: those of most operations. */
const plainPath = /^(?:\/[A-Za-z0-9_-]+)+$/;
const bodyless: readonly string[] = ['GET'] satisfies HttpMethod[];
/** Where a parameter goes in a path. */
const placeholder = /\{([^{}]+)\}/g;
/** Operations whose path and method were checked: those of generated classes are made once. */
const checkedOperations = new WeakSet<Operation>();
/** The part of a multipart body that holds the parameters and is signed. */
const dataPart = 'data';

/** @throws TypeError naming the part of the request that is wrong */
export function genericWireRequest(request: GenericRequest): WireRequest {
  const method = checkMethod(request.method);
  checkBodyless(method, 'body', request.body);
  const content = request.body === undefined ? undefined : jsonText(request.body, 'body');
  return wireRequestOf(request, content);
}

/** @param content the body as text @throws TypeError naming the part of the request that is wrong */
export function wireRequestOf(request: Omit<GenericRequest, 'body'>, content: string | undefined): WireRequest {
  const method = checkMethod(request.method);
  checkBodyless(method, 'content', content);
  checkBodyless(method, 'files', request.files);
  const pathValues = new Map<string, string>();
  const path = checkPath(fillPath(request.path, request.pathParameters, pathValues));
  const pathAndQuery = withQuery(path, Object.entries(request.query ?? {}));
  const [route = request.path] = request.path.split('?', 1);
  return {
    operation: undefined,
    method,
    route,
    pathAndQuery,
    content,
    files: request.files === undefined ? undefined : genericFiles(request.files),
    idempotent: false,
    pathValues,
  };
}

function checkBodyless(method: HttpMethod, member: string, value: unknown): void {
  if (value === undefined || !bodyless.includes(method)) return;
  throw new TypeError(`${member}: a ${method} request has none; pass parameters in query`);
}

/** @throws TypeError naming the parameter that is missing or wrong */
export function operationWireRequest(operation: Operation, parameters: object = {}): WireRequest {
  if (typeof parameters !== 'object' || parameters === null) {
    throw new TypeError(`${operation.id}: expected its parameters in an object, found ${typeof parameters}`);
  }
  const rest = new Map<string, unknown>(Object.entries(parameters));
  const idempotent = operation.idempotencyKeys?.some((name) => isSet(rest.get(name))) ?? false;
  checkOperation(operation);
  const pathValues = new Map<string, string>();
  const path = operation.path.replaceAll(placeholder, (_, name: string) =>
    pathValue(operation.id, [name, take(rest, name)], pathValues),
  );
  const query = (operation.queryParameters ?? []).map((name) => [name, take(rest, name)] as const);
  return {
    operation: operation.id,
    method: operation.method,
    route: operation.path,
    pathAndQuery: withQuery(path, query),
    ...operationBody(operation, rest),
    idempotent,
    pathValues,
  };
}

/** @throws TypeError when the operation's template is not a path, or its method is none */
function checkOperation(operation: Operation): void {
  if (checkedOperations.has(operation)) return;
  checkMethod(operation.method);
  checkPath(typeof operation.path === 'string' ? operation.path.replaceAll(placeholder, 'x') : operation.path);
  if (Object.isFrozen(operation)) checkedOperations.add(operation);
}

function isSet(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function operationBody(operation: Operation, rest: Map<string, unknown>): Pick<WireRequest, 'content' | 'files'> {
  if (operation.body === 'json') {
    checkPlaced(operation.id, rest.keys());
    return { content: jsonText(Object.fromEntries(rest), 'body'), files: undefined };
  }
  const data = operation.body === 'multipart' ? take(rest, dataPart) : undefined;
  const files = (operation.fileParameters ?? []).map((name) => [name, take(rest, name)] as const);
  const [unknown] = rest.keys();
  if (unknown !== undefined) throw new TypeError(`${unknown}: ${operation.id} has no such parameter`);
  return {
    content: data === undefined ? undefined : jsonText(checkData(operation, data), dataPart),
    files: operation.body === 'multipart' ? fileParts(files) : undefined,
  };
}

function checkData(operation: Operation, data: unknown): object {
  if (typeof data === 'object' && data !== null) return data;
  throw new TypeError(
    `${dataPart}: ${operation.id} takes an object there, found ${data === null ? 'null' : typeof data}`,
  );
}

/** Fills a path's placeholders; every parameter has to have one. */
function fillPath(path: string, parameters: GenericRequest['pathParameters'], values: Map<string, string>): string {
  if (parameters === undefined || typeof path !== 'string') return path;
  if (typeof parameters !== 'object' || parameters === null) {
    throw new TypeError(`pathParameters: expected an object, found ${typeof parameters}`);
  }
  const rest = new Map<string, unknown>(Object.entries(parameters));
  const names = new Set(Array.from(path.matchAll(placeholder), ([, name]) => name));
  const unplaced = [...rest.keys()].find((name) => !names.has(name));
  if (unplaced !== undefined) throw new TypeError(`pathParameters: there is no {${unplaced}} in path`);
  return path.replaceAll(placeholder, (_, name: string) => pathValue('the request', [name, rest.get(name)], values));
}

function genericFiles(files: Readonly<Record<string, FileInput>>): FilePart[] {
  if (typeof files !== 'object' || files === null) {
    throw new TypeError(`files: expected an object of files, found ${typeof files}`);
  }
  if (Object.hasOwn(files, dataPart)) throw new TypeError(`files: the part "${dataPart}" is made of body`);
  return fileParts(Object.entries(files));
}

function fileParts(files: readonly (readonly [string, unknown])[]): FilePart[] {
  return files.flatMap(([name, input]) => (input === undefined ? [] : [filePart(name, input as FileInput)]));
}

function take(rest: Map<string, unknown>, name: string): unknown {
  const value = rest.get(name);
  rest.delete(name);
  return value;
}

function pathValue(
  subject: string,
  [name, value]: readonly [name: string, value: unknown],
  values: Map<string, string>,
): string {
  const text = typeof value === 'number' ? String(value) : value;
  // A segment of dots would be taken for a step in the path, and an empty one would vanish.
  if (typeof text !== 'string' || text === '' || text === '.' || text === '..') {
    throw new TypeError(
      `${name}: ${subject} needs it in its path, found ${text === undefined ? 'nothing' : 'no usable text'}`,
    );
  }
  values.set(name, text);
  return percentEncoded(text, name);
}

function withQuery(path: string, entries: readonly (readonly [string, unknown])[]): string {
  const query = entries.flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      throw new TypeError(`${name}: expected text, a number or a boolean in the query, found ${typeof value}`);
    }
    return [`${percentEncoded(name, name)}=${percentEncoded(String(value), name)}`];
  });
  if (query.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${query.join('&')}`;
}

/** Percent-encodes everything but RFC 3986's unreserved characters, as the SDKs for Java and PHP do. */
function percentEncoded(text: string, name: string): string {
  try {
    return encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    throw new TypeError(`${name}: found half of a surrogate pair, which cannot be encoded`);
  }
}

function checkMethod(method: string): HttpMethod {
  if (methods.includes(method)) return method as HttpMethod;
  throw new TypeError(`method: expected one of ${methods.join(', ')}`);
}

function checkPath(path: string): string {
  const isPath = typeof path === 'string' && path.startsWith('/') && !path.startsWith('//');
  if (isPath && plainPath.test(path)) return path;
  const url = isPath && URL.canParse(path, 'http://localhost') ? new URL(path, 'http://localhost') : undefined;
  // What is signed must be what is sent, so a path that any HTTP client would rewrite is refused.
  if (url === undefined || `${url.pathname}${url.search}` !== path) {
    throw new TypeError('path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"');
  }
  return path;
}
