import type { DocumentNode } from '../document/document-node.js';
import { camelCase } from '../naming.js';

const dotted = /^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*$/;
/** What a class cannot call a method of its instances. */
const impossible: ReadonlySet<string> = new Set(['constructor', '__proto__']);

export interface OperationName {
  readonly id: string;
  readonly api: string;
  readonly methodName: string;
}

/** The tag that names the API, if one can: that which the id begins with, or the only one. */
function readTag(operation: DocumentNode, id: string): string | undefined {
  const tags = operation.texts('tags');
  const [first, ...others] = tags;
  const matching = tags.find((tag) => id.startsWith(`${tag}.`));
  if (others.length === 0 && first !== undefined) return first;
  const consequence = matching === undefined ? 'the id names the class' : `${matching} names the class`;
  operation.member('tags').warn(`expected one tag, found ${tags.length === 0 ? 'none' : tags.length}; ${consequence}`);
  return matching;
}

/** The API's name and what is left of the operation's id for the method. */
function split(id: string, tag: string | undefined, operation: DocumentNode): readonly [api: string, method: string] {
  if (tag !== undefined && id.startsWith(`${tag}.`)) return [tag, id.slice(tag.length + 1)];
  const lastDot = id.lastIndexOf('.');
  if (lastDot > 0) return [id.slice(0, lastDot), id.slice(lastDot + 1)];
  if (tag !== undefined && dotted.test(tag)) return [tag, id];
  return operation.member('operationId').expected('an id with a dot, as the tag cannot name a class');
}

/** `/v3/alipay/trade/query` → `alipay.trade.query`; `undefined` when that is no id. */
export function pathId(path: string): string | undefined {
  const segments = path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  const id = segments.join('.').replace(/^v3\.(?:stream\.)?/, '');
  return dotted.test(id) && id.includes('.') ? id : undefined;
}

/** The operation's id, or that which its path gives, as all of Alipay's do. */
function readId(operation: DocumentNode, path: string): string {
  const node = operation.member('operationId');
  if (typeof node.value === 'string' && dotted.test(node.value)) return node.value;
  const expected = 'letters, digits and "_" in segments divided by "." or "-"';
  const id = pathId(path) ?? node.expected(expected);
  node.odd(expected, `${id}, by the path`);
  return id;
}

/**
 * What the operation is called. A tag that the operation's id begins with names the API; otherwise (a tag that is
 * a title for readers, say) all of the id but its last segment does.
 */
export function readOperationName(operation: DocumentNode, path: string): OperationName {
  return nameOf(readId(operation, path), operation);
}

/** The same for an id that is known. */
export function nameOf(id: string, operation: DocumentNode): OperationName {
  const [api, rest] = split(id, readTag(operation, id), operation);
  const methodName = camelCase(rest);
  if (!impossible.has(methodName)) return { id, api, methodName };
  operation.member('operationId').warn(`no method can be called ${methodName}; it is ${methodName}Call`);
  return { id, api, methodName: `${methodName}Call` };
}
