import { factDocumentation } from '@lingpai/alipay/generator';
import {
  type CatalogueField,
  type CatalogueFields,
  type CatalogueOperation,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

/** The reference of one operation for a terminal. */
export function describeOperation(catalogue: CommandCatalogue, id: string, operation: CatalogueOperation): string {
  const { en, zh, method, path, pathFields, queryFields, files, idempotencyKeys, codes } = operation;
  const body = schemaFields(catalogue, operation.model);
  const bodyTitle = operation.body === 'multipart' ? 'Fields of "data"' : 'Fields of the body';
  const repeatable =
    idempotencyKeys === undefined ? [] : [`Repeating a call is safe with the same ${idempotencyKeys.join(', ')}.`];
  return [
    [id, `${method} ${path}`, `${en}.`, `${zh}。`, ...repeatable].join('\n'),
    ...section('In the path', pathFields, catalogue),
    ...section('In the query', queryFields, catalogue),
    ...section('Files', files, catalogue),
    ...section(bodyTitle, body, catalogue),
    ...section('Response', schemaFields(catalogue, operation.response), catalogue),
    codeSection('Error codes', codes, catalogue),
    codeSection('Error codes of every operation', catalogue.commonCodes, catalogue),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function section(title: string, fields: CatalogueFields | undefined, catalogue: CommandCatalogue): string[] {
  if (fields === undefined || Object.keys(fields).length === 0) return [];
  return [`${title}:\n${fieldLines(fields, catalogue, { indent: '  ', within: [] }).join('\n')}`];
}

interface Nesting {
  readonly indent: string;
  /** The schemas around these fields; a schema that holds itself is not repeated. */
  readonly within: readonly string[];
}

function fieldLines(fields: CatalogueFields, catalogue: CommandCatalogue, { indent, within }: Nesting): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const nested = within.includes(field.type) ? undefined : schemaFields(catalogue, field.type);
    const lines =
      nested === undefined
        ? []
        : fieldLines(nested, catalogue, { indent: `${indent}  `, within: [...within, field.type] });
    return [...fieldText(name, field).map((line) => `${indent}${line}`), ...lines];
  });
}

/** `buyer_id  string  买家支付宝用户号 (buyer's user ID). Optional.` and below it the known values. */
function fieldText(name: string, field: CatalogueField): string[] {
  const { type, list, required, deprecated = false, ...fact } = field;
  const requirement = required ? ({ requirement: 'required', requirementSource: 'document' } as const) : {};
  const { paragraphs } = factDocumentation(
    { paragraphs: [], deprecated, link: undefined },
    { ...fact, ...requirement },
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
