import { type Fact, factDocumentation, sentFact } from '@lingpai/alipay/generator';
import { localized } from '../language/localized.js';
import {
  type CatalogueField,
  type CatalogueFields,
  type CatalogueOperation,
  type CatalogueStatus,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

const titles = localized({
  en: {
    heading: (title: string) => `${title}:`,
    path: 'In the path',
    query: 'In the query',
    files: 'Files',
    body: 'Fields of the body',
    data: 'Fields of "data"',
    response: 'Response',
    event: 'An event of the response',
    codes: 'Error codes',
    commonCodes: 'Error codes of every operation',
    repeatable: (names: string) => `Repeating a call is safe with the same ${names}.`,
    retired: (document: string, removedIn: string) =>
      `Retired: Alipay's document of ${document} has this operation, that of ${removedIn} no longer does.`,
    removed: (removedIn: string) => `Removed upstream: Alipay's document of ${removedIn} no longer has this operation.`,
    added: (document: string) => `Newer: Alipay's document of ${document} added this operation.`,
    uncatalogued: 'Uncatalogued: no published document of Alipay lists this operation; public clients use it.',
  },
  zh: {
    heading: (title: string) => `${title}：`,
    path: '路径参数',
    query: '查询参数',
    files: '文件',
    body: '请求体字段',
    data: '“data”的字段',
    response: '响应',
    event: '响应流中的一个事件',
    codes: '错误码',
    commonCodes: '所有接口的公共错误码',
    repeatable: (names: string) => `${names} 不变时，重复调用是安全的。`,
    retired: (document: string, removedIn: string) =>
      `已下线：支付宝 ${document} 的文档有此接口，${removedIn} 的文档已不再有。`,
    removed: (removedIn: string) => `上游已移除：支付宝 ${removedIn} 的文档已不再有此接口。`,
    added: (document: string) => `新增：支付宝 ${document} 的文档新增了此接口。`,
    uncatalogued: '未收录：支付宝公开的文档没有列出此接口，公开的客户端在使用它。',
  },
});

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
  const repeatable = idempotencyKeys === undefined ? [] : [titles.repeatable(idempotencyKeys.join(', '))];
  const texts: Readonly<Record<OperationPart, () => readonly string[]>> = {
    request: () => requestSections(catalogue, operation),
    response: () =>
      section(streams ? titles.event : titles.response, schemaFields(catalogue, operation.response), catalogue),
    errors: () => [
      codeSection(titles.codes, codes, catalogue),
      codeSection(titles.commonCodes, catalogue.commonCodes, catalogue),
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
  const bodyTitle = operation.body === 'multipart' ? titles.data : titles.body;
  return [
    ...section(titles.path, pathFields, catalogue, true),
    ...section(titles.query, queryFields, catalogue, true),
    ...section(titles.files, files, catalogue, true),
    ...section(bodyTitle, schemaFields(catalogue, model), catalogue, true),
  ];
}

function statusLines(status: CatalogueStatus | undefined): string[] {
  switch (status?.kind) {
    case undefined:
      return [];
    case 'retired':
      return [titles.retired(status.document ?? '', status.removedIn ?? '')];
    case 'removed upstream':
      return [titles.removed(status.removedIn ?? '')];
    case 'added':
      return [titles.added(status.document ?? '')];
    case 'uncatalogued':
      return [titles.uncatalogued];
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
  return [`${titles.heading(title)}\n${fieldLines(fields, catalogue, { indent: '  ', within: [], sent }).join('\n')}`];
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
  return `${titles.heading(title)}\n${lines.join('\n')}`;
}
