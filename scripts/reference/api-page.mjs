// @ts-check
// The page of one API class.
import { shellExample, typescriptExample } from './example-code.mjs';
import { exampleRequest, exampleResponse } from './example-value.mjs';
import { code, descriptionCell, plain, requirementCell } from './fact-text.mjs';
import { leastSection } from './least-section.mjs';
import { table } from './markdown-table.mjs';
import { words } from './words.mjs';

/**
 * @typedef {import('./model.d.ts').Api} Api
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {import('./model.d.ts').Operation} Operation
 * @typedef {import('./model.d.ts').Reference} Reference
 * @typedef {import('./model.d.ts').Schema} Schema
 * @typedef {{ reference: Reference, language: Language, linkTo: (id: string) => string }} Context
 */

/** @param {string} language @param {string} text */
const block = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;

/** Where a type stands on the page. @param {string} type */
const typeAnchor = (type) => `type-${type.toLowerCase()}`;

/** The anchor of a method. @param {string} method */
export const methodAnchor = (method) => method.toLowerCase();

/** @param {Field} field */
function typeCell({ base, list, modelType }) {
  const suffix = list ? '[]' : '';
  return modelType === undefined ? code(base + suffix) : `[\`${modelType}${suffix}\`](#${typeAnchor(modelType)})`;
}

/** @param {readonly Field[]} fields @param {Context} context @param {{ places?: ReadonlyMap<Field, string>, sent: boolean }} how */
export function fieldTable(fields, { reference, language, linkTo }, { places = new Map(), sent }) {
  const { field: fieldHead, type, required, description } = words[language];
  const heads = sent ? [fieldHead, type, required, description] : [fieldHead, type, description];
  const rows = fields.map((field) => {
    const place = places.get(field);
    const name = `${code(field.name)}${place === undefined ? '' : ` ${place}`}`;
    const text = descriptionCell(field, { language, meanings: reference.meanings, linkTo });
    return sent ? [name, typeCell(field), requirementCell(field.fact, language), text] : [name, typeCell(field), text];
  });
  return table(heads, rows);
}

/** @param {Operation} operation @param {Context} context */
function parameterSection({ fields, inPath, inQuery }, context) {
  const { parameters, noParameters, inPath: path, inQuery: query } = words[context.language];
  const places = new Map(
    [...inPath.map((one) => [one, path]), ...inQuery.map((one) => [one, query])].map(([one, place]) => [
      /** @type {Field} */ (one),
      String(place),
    ]),
  );
  const text = fields.length === 0 ? noParameters : fieldTable(fields, context, { places, sent: true });
  return `### ${parameters}\n\n${text}`;
}

/** @param {Operation} operation @param {Context} context */
function responseSection({ response, streams }, context) {
  const { response: heading, noResponse, eventHolds, stream } = words[context.language];
  if (response === undefined || response.fields.length === 0) return `### ${heading}\n\n${noResponse}`;
  const example = JSON.stringify(exampleResponse(response.fields, context.reference.schemas), undefined, 2);
  const events = streams ? `${stream('../guide/streams.md')}\n\n${eventHolds}\n\n` : '';
  return `### ${heading}\n\n${events}${block('json', example)}\n\n${fieldTable(response.fields, context, { sent: false })}`;
}

/** @param {string} one @param {Context} context */
function adviceOn(one, { reference: { advice }, language }) {
  const text = advice.get(one) ?? advice.get(one.replace(/^ACQ\./, ''));
  return text === undefined ? words[language].noAdvice : plain(text[language]);
}

/** @param {readonly string[]} errorCodes @param {Context} context */
export function errorTable(errorCodes, context) {
  const { code: head, advice } = words[context.language];
  return table(
    [head, advice],
    errorCodes.map((one) => [code(one), adviceOn(one, context)]),
  );
}

/** @param {Operation} operation @param {Context} context */
function errorSection({ errorCodes }, context) {
  const { errors, ownErrors, onlyCommonErrors } = words[context.language];
  const text =
    errorCodes.length === 0
      ? onlyCommonErrors('./errors.md')
      : `${ownErrors('./errors.md')}\n\n${errorTable(errorCodes, context)}`;
  return `### ${errors}\n\n${text}`;
}

/** Operations about an authorization, which no merchant's token is sent with. @param {string} id */
const isAboutAuthorization = (id) => id === 'alipay.open.auth.token.app' || id === 'alipay.open.auth.token.app.query';

/** The operations by which a service provider signs products for a merchant that may not have authorized it yet. @param {string} id */
const isSigning = (id) => id.startsWith('alipay.open.agent.');

/** Who the call is made for. @param {string} id @param {{ ownBehalf: string, signingBehalf: string, behalf: string }} text */
function behalfText(id, text) {
  if (isAboutAuthorization(id)) return text.ownBehalf;
  return isSigning(id) ? text.signingBehalf : text.behalf;
}

/** @param {Operation} operation @param {Context} context */
function noteSection({ id, verb, idempotencyKeys, related, multipart, title }, { language, linkTo, reference }) {
  const text = words[language];
  const links = related.filter((other) => reference.modules.has(other)).map(linkTo);
  const notes = [
    behalfText(id, text),
    ...(idempotencyKeys.length > 0 ? [text.idempotent(idempotencyKeys.map(code).join(', '))] : []),
    ...(idempotencyKeys.length === 0 && verb !== 'GET' ? [text.notIdempotent] : []),
    ...(multipart ? [text.multipart('../guide/uploads.md')] : []),
    ...(links.length > 0 ? [text.related(links.join(language === 'en' ? ', ' : '、'))] : []),
    ...(title === undefined ? [] : [text.documentation(plain(title))]),
  ];
  return `### ${text.notes}\n\n${notes.map((note) => `- ${note}`).join('\n')}`;
}

/** What an operation does in one line, with its mark if it has one. @param {Operation} operation @param {Language} language */
export function markedSummary({ summary, status }, language) {
  if (status === undefined) return summary[language];
  const mark = words[language].marks[status.kind];
  return language === 'en' ? `${summary.en} (${mark})` : `${summary.zh}（${mark}）`;
}

/** @param {Api} api @param {Operation} operation @param {Context} context */
function operationSection(api, operation, context) {
  const { id, method, verb, path, summary, signature, fields, status } = operation;
  const text = words[context.language];
  const parameters = exampleRequest(fields, context.reference.schemas);
  return [
    `## ${method} {#${methodAnchor(method)}}`,
    `${plain(summary[context.language])}${context.language === 'en' ? '.' : '。'}`,
    ...(status === undefined ? [] : [text.status[status.kind](status)]),
    `\`${id}\`${text.colon}\`${verb} ${path}\``,
    block('ts', signature),
    `### ${text.example}`,
    block('ts', typescriptExample(api, operation, parameters)),
    `### ${text.shell}`,
    block('sh', shellExample(operation, parameters)),
    text.shellNote('../guide/curl.md'),
    ...leastSection(api, operation, context),
    parameterSection(operation, context),
    responseSection(operation, context),
    errorSection(operation, context),
    `### ${text.headers}`,
    text.headersNote('./headers.md'),
    noteSection(operation, context),
  ].join('\n\n');
}

/**
 * The schemas that these fields lead to, and whether a request sends them.
 *
 * @param {readonly Field[]} sent
 * @param {readonly Field[]} received
 * @param {ReadonlyMap<string, Schema>} schemas
 */
function reachedSchemas(sent, received, schemas) {
  /** @type {Map<string, { schema: Schema, sent: boolean }>} */
  const reached = new Map();
  /** @param {readonly Field[]} fields @param {boolean} isSent */
  const visit = (fields, isSent) => {
    for (const { model } of fields) {
      const schema = model === undefined ? undefined : schemas.get(model);
      const known = schema && reached.get(schema.name);
      if (schema === undefined || (known !== undefined && (known.sent || !isSent))) continue;
      reached.set(schema.name, { schema, sent: isSent });
      visit(schema.fields, isSent);
    }
  };
  visit(sent, true);
  visit(received, false);
  return [...reached.values()].sort((one, other) => (one.schema.type < other.schema.type ? -1 : 1));
}

/** @param {Api} api @param {Context} context */
function typesSection({ operations }, context) {
  const sent = operations.flatMap(({ fields }) => fields);
  const received = operations.flatMap(({ response }) => response?.fields ?? []);
  return typesSections(sent, received, { schemas: context.reference.schemas, context });
}

/**
 * A section for each type that these fields lead to.
 *
 * @param {readonly Field[]} sent
 * @param {readonly Field[]} received
 * @param {{ schemas: ReadonlyMap<string, Schema>, context: Context }} known
 */
export function typesSections(sent, received, { schemas, context }) {
  const reached = reachedSchemas(sent, received, schemas);
  if (reached.length === 0) return [];
  const { types, usedBy } = words[context.language];
  const sections = reached.map(
    ({ schema, sent: isSent }) =>
      `### ${schema.type} {#${typeAnchor(schema.type)}}\n\n${fieldTable(schema.fields, context, { sent: isSent })}`,
  );
  return [`## ${types} {#types}`, usedBy, ...sections];
}

/**
 * @param {Api} api
 * @param {Context} context
 */
export function apiPage(api, context) {
  const { language } = context;
  const text = words[language];
  const { name, className, module, domain, operations } = api;
  return [
    `---\ntitle: ${className}\n---`,
    `# ${className}`,
    `[${domain[language]}](./index.md#${domain.slug})${text.colon}${domain.about[language]}`,
    text.group(name, operations.length),
    block('ts', `import { ${className} } from '@lingpai/alipay/apis/${module}';`),
    table(
      [text.method, text.does],
      operations.map((operation) => [
        `[\`${operation.method}\`](#${methodAnchor(operation.method)})`,
        plain(markedSummary(operation, language)),
      ]),
    ),
    ...operations.map((operation) => operationSection(api, operation, context)),
    ...typesSection(api, context),
    '',
  ].join('\n\n');
}
