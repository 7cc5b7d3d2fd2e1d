import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CatalogueOperation } from '../catalogue/command-catalogue.js';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';

/** A call with its parameters in their places. */
export interface ProxiedRequest {
  /** Below `/proxy/<appId>/<authAppId>`, with the query. */
  readonly path: string;
  readonly body: object | FormData | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

const texts = localized({
  en: {
    noText: (name: string) => `${name}: expected text or a number, which is part of the path`,
    unknown: (name: string) => `${name}: there is no such field`,
    unreadable: (file: string) => `cannot read ${file}`,
    noFile: (name: string) => `${name}: expected a file, such as {"path": "photo.jpg"}`,
  },
  zh: {
    noText: (name: string) => `${name}：应为文本或数字，它是路径的一部分`,
    unknown: (name: string) => `${name}：没有这个字段`,
    unreadable: (file: string) => `无法读取 ${file}`,
    noFile: (name: string) => `${name}：应为文件，如 {"path": "photo.jpg"}`,
  },
});

/** Places parameters in path, query and body, as a client does. @throws CommandProblem */
export async function proxiedRequest(operation: CatalogueOperation, parameters: Parameters): Promise<ProxiedRequest> {
  const { pathFields = {}, queryFields = {}, body, files = {} } = operation;
  const rest = new Map(Object.entries(parameters));
  const take = (name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return value;
  };
  let path = operation.path;
  for (const name of Object.keys(pathFields)) path = path.replaceAll(`{${name}}`, pathText(name, take(name)));
  const query = Object.keys(queryFields).flatMap((name) => {
    const value = take(name);
    return value === undefined || value === null ? [] : [`${encoded(name)}=${encoded(String(value))}`];
  });
  const request = { path: query.length === 0 ? path : `${path}?${query.join('&')}` };
  if (body === 'json') return { ...request, body: Object.fromEntries(rest) };
  const form = body === 'multipart' ? await formOf({ data: take('data'), files, take }) : undefined;
  const [unplaced] = rest.keys();
  if (unplaced !== undefined) throw new CommandProblem(texts.unknown(shown(unplaced)));
  return { ...request, body: form };
}

function pathText(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || /^\.\.?$/.test(text)) throw new CommandProblem(texts.noText(name));
  return encoded(text);
}

/** Everything but RFC 3986's unreserved characters is percent-encoded. */
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

interface FormParts {
  readonly data: unknown;
  readonly files: object;
  readonly take: (name: string) => unknown;
}

async function formOf({ data, files, take }: FormParts): Promise<FormData> {
  const form = new FormData();
  if (data !== undefined) form.set('data', JSON.stringify(data));
  for (const name of Object.keys(files)) {
    const given = take(name);
    if (given === undefined) continue;
    const { path, filename, contentType } = Object(given);
    if (typeof path !== 'string') throw new CommandProblem(texts.noFile(name));
    const bytes = await readFile(path).catch(() => {
      throw new CommandProblem(texts.unreadable(shown(path)));
    });
    const type = typeof contentType === 'string' ? { type: contentType } : {};
    form.set(name, new Blob([new Uint8Array(bytes)], type), typeof filename === 'string' ? filename : basename(path));
  }
  return form;
}
