import { titleOf } from '../document/document-title.js';
import { GeneratorError } from '../generator-error.js';
import type { OperationDescription } from '../operation/operation-description.js';
import { type OpenApiDocument, readDocument } from '../operation/read-document.js';
import { diffFields } from './diff-fields.js';
import type { DocumentChange, DocumentDiff } from './document-change.js';
import { requestShapes, responseShapes } from './field-shapes.js';

/**
 * Compares two OpenAPI documents by operation, field and error code. A change breaks callers when a program that was
 * written for the old document may fail with the new one, or no longer compile with the modules generated from it:
 *
 * - an operation is gone, has another verb or path, or responds with a stream where it did not, or the reverse;
 * - a field is gone or has another type;
 * - a call must send a field that it did not have to, or can no longer send one of the listed values;
 * - a response may lack a field that it always had.
 *
 * Descriptions, examples and limits are not compared.
 *
 * @param before the parsed JSON or YAML of the older document
 * @param after that of the newer one
 * @throws GeneratorError when one of them cannot be used
 */
export function diffDocuments(before: unknown, after: unknown): DocumentDiff {
  const old = ofDocument('older', () => readDocument(before));
  const now = ofDocument('newer', () => readDocument(after));
  const operations = new Map(old.operations.map((operation) => [operation.id, operation]));
  const ids = [...new Set([...old.operations, ...now.operations].map(({ id }) => id))].sort();
  const newer = new Map(now.operations.map((operation) => [operation.id, operation]));
  const common = diffCodes(old.commonCodes, now.commonCodes, null);
  const changes = ids.flatMap((id): readonly DocumentChange[] => {
    const [was, is] = [operations.get(id), newer.get(id)];
    if (was === undefined || is === undefined) return presence(was ?? is, is !== undefined);
    return diffOperation({ operation: was, document: old }, { operation: is, document: now });
  });
  const all = [...common, ...changes];
  const whole = (kind: DocumentChange['kind']) =>
    all.filter((change) => change.subject === 'operation' && change.kind === kind).length;
  const touched = new Set(
    changes
      .filter(({ kind, subject }) => subject !== 'operation' || kind === 'changed')
      .map(({ operation }) => operation),
  );
  const [from, to] = [titleOf(old.root), titleOf(now.root)];
  return {
    from,
    to,
    summary: {
      added: whole('added'),
      removed: whole('removed'),
      changed: touched.size,
      breaking: all.filter(({ breaking }) => breaking).length,
    },
    changes: all,
    warnings: [...warningsOf('older', old), ...warningsOf('newer', now)],
  };
}

/** Says which document an error is about. */
function ofDocument<T>(name: 'older' | 'newer', read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    throw new GeneratorError(`the ${name} document: ${error.message.replace(/^the document: /, '')}`);
  }
}

function warningsOf(name: 'older' | 'newer', { root }: OpenApiDocument): readonly string[] {
  return root.warnings.all().map(({ pointer, message }) => `the ${name} document: ${pointer}: ${message}`);
}

function presence(operation: OperationDescription | undefined, isNew: boolean): readonly DocumentChange[] {
  if (operation === undefined) return [];
  const { id, method, path } = operation;
  return [
    {
      kind: isNew ? 'added' : 'removed',
      subject: 'operation',
      operation: id,
      detail: `${method} ${path}`,
      breaking: !isNew,
    },
  ];
}

interface Side {
  readonly operation: OperationDescription;
  readonly document: OpenApiDocument;
}

function diffOperation(before: Side, after: Side): readonly DocumentChange[] {
  const [was, is] = [before.operation, after.operation];
  const operation = is.id;
  const about = (subject: 'request' | 'response', shapes: typeof requestShapes) =>
    diffFields(
      ofDocument('older', () => shapes(was, before.document.schemas)),
      ofDocument('newer', () => shapes(is, after.document.schemas)),
      subject,
    ).map((change) => ({
      ...change,
      subject,
      operation,
    }));
  return [
    ...diffCall(was, is),
    ...about('request', requestShapes),
    ...about('response', responseShapes),
    ...diffCodes(was.errorCodes.own, is.errorCodes.own, operation),
  ];
}

const deliveries = { whole: 'one response', stream: 'a stream of events', either: 'one response or a stream' } as const;

/** What is different about the call as a whole. */
function diffCall(was: OperationDescription, is: OperationDescription): readonly DocumentChange[] {
  const change = (detail: string, breaking: boolean): DocumentChange => ({
    kind: 'changed',
    subject: 'operation',
    operation: is.id,
    detail,
    breaking,
  });
  const [before, after] = [was, is].map(({ method, path }) => `${method} ${path}`);
  const [bodyBefore, bodyAfter] = [was, is].map(({ body }) => body?.kind ?? 'no body');
  const [statusBefore, statusAfter] = [was, is].map(({ status }) => status?.kind ?? 'published');
  const isDropped = is.documentation.deprecated !== false && was.documentation.deprecated === false;
  return [
    ...(before === after ? [] : [change(`${before} → ${after}`, true)]),
    ...(bodyBefore === bodyAfter ? [] : [change(`${bodyBefore} → ${bodyAfter}`, true)]),
    ...(was.delivery === is.delivery
      ? []
      : [change(`${deliveries[was.delivery]} → ${deliveries[is.delivery]}`, is.delivery !== 'either')]),
    ...(statusBefore === statusAfter ? [] : [change(`${statusBefore} → ${statusAfter}`, false)]),
    ...(isDropped && statusBefore === statusAfter ? [change('now deprecated', false)] : []),
  ];
}

/** Unions of codes are open, and a code that never comes does no harm: nothing here breaks callers. */
function diffCodes(
  before: readonly string[],
  after: readonly string[],
  operation: string | null,
): readonly DocumentChange[] {
  const [was, is] = [new Set(before), new Set(after)];
  const change = (kind: 'added' | 'removed', code: string): DocumentChange => ({
    kind,
    subject: 'error code',
    operation,
    code,
    breaking: false,
  });
  return [
    ...before.filter((code) => !is.has(code)).map((code) => change('removed', code)),
    ...after.filter((code) => !was.has(code)).map((code) => change('added', code)),
  ].sort((one, other) => ((one.code ?? '') < (other.code ?? '') ? -1 : 1));
}
