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

function readTag(operation: DocumentNode): string {
  const tags = operation.optional('tags');
  const found = tags?.items() ?? [];
  const [tag] = found;
  if (tag !== undefined && found.length === 1) return tag.text();
  return operation.member('tags').fail(`expected one tag, found ${found.length === 0 ? 'none' : found.length}`);
}

/** The API's name and what is left of the operation's id for the method. */
function split(id: string, tag: string, operation: DocumentNode): readonly [api: string, method: string] {
  if (id.startsWith(`${tag}.`)) return [tag, id.slice(tag.length + 1)];
  const lastDot = id.lastIndexOf('.');
  if (lastDot > 0) return [id.slice(0, lastDot), id.slice(lastDot + 1)];
  if (dotted.test(tag)) return [tag, id];
  return operation.member('operationId').expected('an id with a dot, as the tag cannot name a class');
}

/**
 * What the operation is called. A tag that the operation's id begins with names the API; otherwise (a tag that is
 * a title for readers, say) all of the id but its last segment does.
 */
export function readOperationName(operation: DocumentNode): OperationName {
  const idNode = operation.member('operationId');
  const id = idNode.text();
  if (!dotted.test(id)) idNode.expected('letters, digits and "_" in segments divided by "." or "-"');
  const [api, rest] = split(id, readTag(operation), operation);
  const methodName = camelCase(rest);
  if (impossible.has(methodName)) idNode.fail(`no method can be called ${methodName}`);
  return { id, api, methodName };
}
