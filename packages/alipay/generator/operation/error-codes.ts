import type { DocumentNode } from '../document/document-node.js';
import { referencedName, resolve } from '../document/reference.js';
import type { ErrorCodes } from './operation-description.js';

/** The schema of the errors that every operation can respond with. */
const commonErrorSchema = 'CommonErrorType';
const mostSchemas = 1000;

/** Codes of one schema; some documents hold two in one text. */
function enumerated(schema: DocumentNode): readonly string[] {
  return schema
    .texts('enum')
    .flatMap((value) => value.split(/\s*,\s*/))
    .filter((code) => code !== '');
}

function* codeSchemas(root: DocumentNode, node: DocumentNode, passed: Set<string>): Generator<DocumentNode> {
  const schema = resolve(root, node, 'schemas');
  if (passed.has(schema.pointer)) return;
  passed.add(schema.pointer);
  if (passed.size > mostSchemas) node.fail(`an error is described by more than ${mostSchemas} schemas`);
  const code = schema.object('properties')?.object('code');
  if (code !== undefined) yield resolve(root, code, 'schemas');
  for (const composition of ['allOf', 'anyOf', 'oneOf']) {
    for (const member of schema.list(composition)) yield* codeSchemas(root, member, passed);
  }
}

function isCommon(node: DocumentNode): boolean {
  const reference = node.optional('$ref');
  return reference !== undefined && referencedName(reference, 'schemas') === commonErrorSchema;
}

function mentionsCommon(root: DocumentNode, node: DocumentNode): boolean {
  if (isCommon(node)) return true;
  const members = ['allOf', 'anyOf', 'oneOf'].flatMap((name) => {
    return resolve(root, node, 'schemas').list(name);
  });
  return members.some(isCommon);
}

/** All codes that the schema lists under `code`. */
function listedCodes(root: DocumentNode, schema: DocumentNode): readonly string[] {
  const read = () => [...codeSchemas(root, schema, new Set())].flatMap(enumerated);
  return [...new Set(schema.leniently(read, [], 'its error codes are left out'))];
}

/** The codes that every operation can respond with, as far as the document has them. */
export function readCommonCodes(root: DocumentNode): readonly string[] {
  const schema = root.object('components')?.object('schemas')?.object(commonErrorSchema);
  return schema === undefined ? [] : listedCodes(root, schema);
}

/** The error codes that these responses list: the operation's own, and whether the common ones are among them. */
export function readErrorCodes(
  root: DocumentNode,
  responses: readonly DocumentNode[],
  commonCodes: readonly string[],
): ErrorCodes {
  const common = responses.some((response) =>
    response.leniently(() => mentionsCommon(root, response), false, 'its error codes are left out'),
  );
  const known = new Set(common ? commonCodes : []);
  const own = new Set(responses.flatMap((response) => listedCodes(root, response)));
  return { own: [...own].filter((code) => !known.has(code)), common };
}
