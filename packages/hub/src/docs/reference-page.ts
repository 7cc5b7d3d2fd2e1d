import { escapeHtml } from '../pages/escape-html.js';

/** What the page shows of a JSON schema. */
interface AnySchema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, AnySchema>>;
  readonly required?: readonly string[];
  readonly items?: AnySchema;
  readonly anyOf?: readonly AnySchema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: AnySchema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: AnySchema }>>;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content & { readonly description?: string }>>;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The reference as one page that needs no script: the browser's own search finds everything. */
export function referencePage(document: object): string {
  const { info, paths = {} } = document as {
    readonly info: { readonly title: string; readonly version: string; readonly description?: string };
    readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const tags = [...new Set(routes.map(tagOf))].sort();
  const contents = tags.map((tag) => `<li><a href="#${tag}">${tag}</a></li>`).join('');
  const sections = tags
    .map((tag) =>
      section(
        tag,
        routes.filter((route) => tagOf(route) === tag),
      ),
    )
    .join('');
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(info.title)}</title>` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="docs/reference.css"></head>' +
    `<body><header><h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1>${text(info.description)}` +
    `<p><a href="openapi.json">OpenAPI document</a></p></header><nav aria-label="Contents"><ul>${contents}</ul></nav>` +
    `<main>${sections}</main></body></html>`
  );
}

const tagOf = ({ operation }: Route) => operation.tags?.[0] ?? 'other';

function section(tag: string, routes: readonly Route[]): string {
  return `<section aria-labelledby="${tag}"><h2 id="${tag}">${escapeHtml(tag)}</h2>${routes.map(routeText).join('')}</section>`;
}

function routeText({ method, path, operation }: Route): string {
  const { summary, description, parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(({ name, in: place, required = false, description: about, schema }) =>
    row(
      name,
      { ...schema, ...(about === undefined ? {} : { description: about }) },
      required ? place : `${place}, optional`,
    ),
  );
  const body = schemaOf(requestBody);
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'));
  return (
    `<article><h3><code>${method} ${escapeHtml(path)}</code></h3><p>${escapeHtml(summary ?? '')}</p>${text(description)}` +
    table('Parameters', rows) +
    table('Body', body === undefined ? [] : members(body, '')) +
    (success === undefined ? '' : table(`Response ${success[0]}`, members(schemaOf(success[1]) ?? {}, ''))) +
    '</article>'
  );
}

const schemaOf = (content: Content | undefined): AnySchema | undefined =>
  Object.values(content?.content ?? {})[0]?.schema;

/** One row per member, nested ones with their paths. */
function members(schema: AnySchema, prefix: string): string[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, member]) => [
    row(`${prefix}${name}`, member, required.includes(name) ? '' : 'optional'),
    ...(member.type === 'object' ? members(member, `${prefix}${name}.`) : []),
    ...(member.items?.type === 'object' ? members(member.items, `${prefix}${name}[].`) : []),
  ]);
}

function row(name: string, schema: AnySchema, note: string): string {
  const fallback =
    schema.default === undefined ? '' : ` Default: <code>${escapeHtml(JSON.stringify(schema.default))}</code>.`;
  const about = `${code(schema.description ?? '')}${schema.description === undefined ? '' : '.'}${fallback}`;
  return `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(typeOf(schema))}</td><td>${escapeHtml(note)}</td><td>${about}</td></tr>`;
}

function table(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `<h4>${title}</h4><table><thead><tr><th>name</th><th>type</th><th></th><th>meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function typeOf({ type, enum: values, const: value, anyOf, items }: AnySchema): string {
  if (values !== undefined) return values.map((one) => JSON.stringify(one)).join(' | ');
  if (value !== undefined) return JSON.stringify(value);
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' | ');
  if (items !== undefined) return `${typeOf(items)}[]`;
  return [type ?? 'any'].flat().join(' | ');
}

const text = (paragraphs: string | undefined) =>
  (paragraphs ?? '')
    .split('\n\n')
    .filter(Boolean)
    .map((paragraph) => `<p>${code(paragraph)}</p>`)
    .join('');

/** What is between backticks, as code. */
const code = (line: string) => escapeHtml(line).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
