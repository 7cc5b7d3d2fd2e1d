import type { DocumentNode } from './document-node.js';

/** What the document tells the reader about something. */
export interface Documentation {
  /** May hold line breaks; each is separated from the next by an empty line. */
  readonly paragraphs: readonly string[];
  /** Text says why. */
  readonly deprecated: boolean | string;
  readonly link: string | undefined;
}

const nothingSaid: Documentation = { paragraphs: [], deprecated: false, link: undefined };

type Fact = readonly [member: string, phrase: (value: string) => string];

/** Constraints that a type cannot express, and how a docstring words them. */
const facts: readonly Fact[] = [
  ['format', (value) => `format ${value}`],
  ['pattern', (value) => `pattern ${value}`],
  ['minLength', (value) => `at least ${value} characters`],
  ['maxLength', (value) => `at most ${value} characters`],
  ['minimum', (value) => `at least ${value}`],
  ['maximum', (value) => `at most ${value}`],
  ['minItems', (value) => `at least ${value} items`],
  ['maxItems', (value) => `at most ${value} items`],
  ['default', (value) => `default ${value}`],
];

function plainText(node: DocumentNode | undefined): string | undefined {
  if (typeof node?.value === 'string') return node.value.trim() || undefined;
  return node === undefined || node.value === null ? undefined : JSON.stringify(node.value);
}

/** Alipay separates lines by tabs and links by HTML. */
function readable(text: string): string {
  return text
    .replaceAll(/<a\s[^>]*?href=(["'])(.*?)\1[^>]*>(.*?)<\/a>/gis, '[$3]($2)')
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/[ ]*[\t\r\n\u2028\u2029]+[ ]*/g, '\n')
    .trim();
}

function isDeprecated(node: DocumentNode): boolean {
  return node.optional('deprecated')?.flag() ?? false;
}

function limits(schema: DocumentNode): string | undefined {
  const phrases = facts.flatMap(([member, phrase]) => {
    const value = plainText(schema.optional(member));
    return value === undefined || value === 'binary' ? [] : [phrase(value)];
  });
  return phrases.length === 0 ? undefined : `Limits: ${phrases.join(', ')}`;
}

function example(...nodes: readonly (DocumentNode | undefined)[]): string | undefined {
  const value = nodes.map((node) => plainText(node?.optional('example'))).find((text) => text !== undefined);
  return value === undefined ? undefined : `Example: ${value}`;
}

function unique(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => (text === undefined ? [] : [readable(text)])))].filter(Boolean);
}

/** What stands at a schema. */
export function schemaDocumentation(schema: DocumentNode): Documentation {
  if (!schema.isObject()) return nothingSaid;
  const texts = [plainText(schema.optional('title')), plainText(schema.optional('description'))];
  return {
    paragraphs: unique([...texts, limits(schema), example(schema)]),
    deprecated: isDeprecated(schema),
    link: plainText(schema.object('externalDocs')?.optional('url')),
  };
}

/** What stands at a parameter and its schema. */
export function parameterDocumentation(parameter: DocumentNode, schema: DocumentNode | undefined): Documentation {
  const texts = [plainText(parameter.optional('description')), plainText(schema?.optional('description'))];
  return {
    paragraphs: unique([...texts, schema && limits(schema), example(parameter, schema)]),
    deprecated: isDeprecated(parameter) || (schema !== undefined && isDeprecated(schema)),
    link: undefined,
  };
}

/** What stands at an operation. */
export function operationDocumentation(operation: DocumentNode): Documentation {
  return {
    paragraphs: unique([plainText(operation.optional('summary')), plainText(operation.optional('description'))]),
    deprecated: isDeprecated(operation),
    link: plainText(operation.object('externalDocs')?.optional('url')),
  };
}
