/** How an operation is requested. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for each parameter of the path. */
  readonly path: string;
  /** The parameters that belong to the query; what is neither there nor in the path is the body's. */
  readonly query: readonly string[];
  readonly hasBody?: boolean;
  /** Whether the hub honours `Idempotency-Key`. */
  readonly isIdempotent?: boolean;
  /** Whether the response is something else than JSON. */
  readonly isRaw?: boolean;
  /** The member of the response that is a page of a list. */
  readonly list?: string;
}

/** Operations by id, for example `authorizations.list`. */
export type OperationTable = Readonly<Record<string, Operation>>;

export type Parameters = Readonly<Record<string, unknown>>;

/** @returns path and query of a request */
export function addressOf({ path, query }: Operation, parameters: Parameters): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (typeof value === 'string' && value !== '') return encodeURIComponent(value);
    throw new TypeError(`${name}: expected a text that is not empty`);
  });
  const search = queryOf(Object.fromEntries(query.map((name) => [name, parameters[name]])));
  return `${filled}${search}`;
}

/** @returns `?…`, or nothing. A list repeats its name. */
export function queryOf(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    for (const value of [given].flat()) if (value !== undefined) search.append(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

/** @returns the body as an object; `undefined` for an operation without one */
export function bodyOf({ path, query, hasBody = false }: Operation, parameters: Parameters): Parameters | undefined {
  if (!hasBody) return undefined;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !query.includes(name) && !path.includes(`{${name}}`)),
  );
}
