import type { HttpMethod, Operation } from './operation.js';

/** A value of a query parameter; `undefined` and `null` leave the parameter out. */
export type QueryValue = string | number | boolean | bigint | null | undefined;

/** A call to any endpoint of the gateway, catalogued or not. */
export interface GenericRequest {
  readonly method: HttpMethod;
  /** Path below the endpoint, beginning with `/`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly body?: object | undefined;
}

/** A call with every parameter in its place, not yet encrypted or signed. */
export interface WireRequest {
  readonly method: HttpMethod;
  readonly pathAndQuery: string;
  /** JSON text; `undefined` when there is no body. */
  readonly content: string | undefined;
}

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies HttpMethod[];
const bodyless: readonly string[] = ['GET'] satisfies HttpMethod[];

/** @throws TypeError naming the part of the request that is wrong */
export function genericWireRequest(request: GenericRequest): WireRequest {
  const method = checkMethod(request.method);
  if (request.body !== undefined && bodyless.includes(method)) {
    throw new TypeError(`body: a ${method} request has none; pass parameters in query`);
  }
  return {
    method,
    pathAndQuery: withQuery(checkPath(request.path), Object.entries(request.query ?? {})),
    content: request.body === undefined ? undefined : jsonText(request.body),
  };
}

/** @throws TypeError naming the parameter that is missing or wrong */
export function operationWireRequest(operation: Operation, parameters: object = {}): WireRequest {
  if (typeof parameters !== 'object' || parameters === null) {
    throw new TypeError(`${operation.id}: expected its parameters in an object, found ${typeof parameters}`);
  }
  const rest = new Map<string, unknown>(Object.entries(parameters));
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    pathValue(operation, name, take(rest, name)),
  );
  const query = (operation.queryParameters ?? []).map((name) => [name, take(rest, name)] as const);
  return {
    method: operation.method,
    pathAndQuery: withQuery(path, query),
    content: operationContent(operation, rest),
  };
}

function operationContent(operation: Operation, rest: Map<string, unknown>): string | undefined {
  if (operation.body === 'json') return jsonText(Object.fromEntries(rest));
  const [unknown] = rest.keys();
  if (unknown !== undefined) throw new TypeError(`${unknown}: ${operation.id} has no such parameter`);
  return undefined;
}

function take(rest: Map<string, unknown>, name: string): unknown {
  const value = rest.get(name);
  rest.delete(name);
  return value;
}

function pathValue(operation: Operation, name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  // A segment of dots would be taken for a step in the path, and an empty one would vanish.
  if (typeof text !== 'string' || text === '' || text === '.' || text === '..') {
    throw new TypeError(
      `${name}: ${operation.id} needs it in its path, found ${text === undefined ? 'nothing' : 'no usable text'}`,
    );
  }
  return encodeURIComponent(text).replaceAll("'", '%27');
}

function withQuery(path: string, entries: readonly (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue;
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
      throw new TypeError(`${name}: expected text, a number or a boolean in the query, found ${typeof value}`);
    }
    query.append(name, String(value));
  }
  if (query.size === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function checkMethod(method: string): HttpMethod {
  if (methods.includes(method)) return method as HttpMethod;
  throw new TypeError(`method: expected one of ${methods.join(', ')}`);
}

function checkPath(path: string): string {
  const isPath = typeof path === 'string' && path.startsWith('/') && !path.startsWith('//');
  const url = isPath && URL.canParse(path, 'http://localhost') ? new URL(path, 'http://localhost') : undefined;
  // What is signed must be what is sent, so a path that any HTTP client would rewrite is refused.
  if (url === undefined || `${url.pathname}${url.search}` !== path) {
    throw new TypeError('path: expected a percent-encoded path that begins with "/", such as "/v3/alipay/trade/query"');
  }
  return path;
}

function jsonText(body: unknown): string {
  try {
    const text = JSON.stringify(body);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new TypeError('body: it cannot be written as JSON', { cause });
  }
  throw new TypeError('body: it cannot be written as JSON');
}
