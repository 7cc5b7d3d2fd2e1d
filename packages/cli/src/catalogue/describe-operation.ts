import { type Fact, factDocumentation, sentFact } from '@lingpai/alipay/generator';
import {
  type CatalogueField,
  type CatalogueFields,
  type CatalogueOperation,
  type CatalogueStatus,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

/** The parts of a description, after the summary. */
export const operationParts = ['request', 'response', 'errors'] as const;
export type OperationPart = (typeof operationParts)[number];

/** The reference of one operation for a terminal. */
export function describeOperation(
  catalogue: CommandCatalogue,
  id: string,
  operation: CatalogueOperation,
  parts: readonly OperationPart[] = operationParts,
): string {
  const { en, zh, method, path, idempotencyKeys, codes, status, streams } = operation;
  const repeatable =
    idempotencyKeys === undefined ? [] : [`Repeating a call is safe with the same ${idempotencyKeys.join(', ')}.`];
  const texts: Readonly<Record<OperationPart, () => readonly string[]>> = {
    request: () => requestSections(catalogue, operation),
    response: () =>
      section(
        streams ? 'An event of the response' : 'Response',
        schemaFields(catalogue, operation.response),
        catalogue,
      ),
    errors: () => [
      codeSection('Error codes', codes, catalogue),
      codeSection('Error codes of every operation', catalogue.commonCodes, catalogue),
    ],
  };
  return [
    [id, `${method} ${path}`, `${en}.`, `${zh}。`, ...statusLines(status), ...repeatable].join('\n'),
    ...operationParts.filter((part) => parts.includes(part)).flatMap((part) => texts[part]()),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function requestSections(catalogue: CommandCatalogue, operation: CatalogueOperation): readonly string[] {
  const { pathFields, queryFields, files, model } = operation;
  const bodyTitle = operation.body === 'multipart' ? 'Fields of "data"' : 'Fields of the body';
  return [
    ...section('In the path', pathFields, catalogue, true),
    ...section('In the query', queryFields, catalogue, true),
    ...section('Files', files, catalogue, true),
    ...section(bodyTitle, schemaFields(catalogue, model), catalogue, true),
  ];
}

function statusLines(status: CatalogueStatus | undefined): string[] {
  switch (status?.kind) {
    case undefined:
      return [];
    case 'retired':
      return [
        `Retired: Alipay's document of ${status.document} has this operation, that of ${status.removedIn} no longer does.`,
      ];
    case 'removed upstream':
      return [`Removed upstream: Alipay's document of ${status.removedIn} no longer has this operation.`];
    case 'added':
      return [`Newer: Alipay's document of ${status.document} added this operation.`];
    case 'uncatalogued':
      return ['Uncatalogued: no published document of Alipay lists this operation; public clients use it.'];
  }
}

/** @param sent whether a call sends the fields; what it must send, no response says */
function section(
  title: string,
  fields: CatalogueFields | undefined,
  catalogue: CommandCatalogue,
  sent = false,
): string[] {
  if (fields === undefined || Object.keys(fields).length === 0) return [];
  return [`${title}:\n${fieldLines(fields, catalogue, { indent: '  ', within: [], sent }).join('\n')}`];
}

interface Nesting {
  readonly indent: string;
  /** The schemas around these fields; a schema that holds itself is not repeated. */
  readonly within: readonly string[];
  readonly sent: boolean;
}

function fieldLines(fields: CatalogueFields, catalogue: CommandCatalogue, { indent, within, sent }: Nesting): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const nested = within.includes(field.type) ? undefined : schemaFields(catalogue, field.type);
    const lines =
      nested === undefined
        ? []
        : fieldLines(nested, catalogue, { indent: `${indent}  `, within: [...within, field.type], sent });
    return [...fieldText(name, field, sent).map((line) => `${indent}${line}`), ...lines];
  });
}

/** `buyer_id  string  买家支付宝用户号 (buyer's user ID). Optional.` and below it the known values. */
function fieldText(name: string, field: CatalogueField, sent: boolean): string[] {
  const { type, list, required, deprecated = false, ...fact } = field;
  const known: Fact = required ? { ...fact, requirement: 'required', requirementSource: 'document' } : fact;
  const { paragraphs } = factDocumentation(
    { paragraphs: [], deprecated, link: undefined },
    sent ? sentFact(known) : known,
  );
  const [first = '', ...rest] = paragraphs.join('\n').replaceAll('`', '').split('\n');
  const kind = `${type}${list ? '[]' : ''}${deprecated ? ', deprecated' : ''}`;
  return [`${name}  ${kind}  ${first}`.trimEnd(), ...rest.map((line) => `    ${line}`)];
}

function codeSection(title: string, codes: readonly string[], { advice }: CommandCatalogue): string {
  if (codes.length === 0) return '';
  const lines = [...new Set(codes)].map((code) => {
    const found = advice[code] ?? advice[code.replace(/^ACQ\./, '')];
    return found === undefined ? `  ${code}` : `  ${code}\n      ${found.en}.\n      ${found.zh}。`;
  });
  return `${title}:\n${lines.join('\n')}`;
}
