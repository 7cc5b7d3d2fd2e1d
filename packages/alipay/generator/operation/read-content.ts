import type { DocumentNode } from '../document/document-node.js';
import { schemaDocumentation } from '../document/documentation.js';
import { resolve } from '../document/reference.js';
import { readSchema } from '../schema/read-schema.js';
import { emptyObject, type Property, type Schema, unknownSchema } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import type { Body, Delivery } from './operation-description.js';

type MediaType = 'application/json' | 'multipart/form-data' | 'text/event-stream';

function media(content: DocumentNode, type: MediaType): DocumentNode | undefined {
  return content.entries().find(([name]) => name.split(';')[0]?.trim().toLowerCase() === type)?.[1];
}

function readPart(root: DocumentNode, name: string, node: DocumentNode, required: boolean): Property {
  const schema = resolve(root, node, 'schemas');
  const isFile = schema.optional('type')?.value === 'string' && schema.optional('format')?.value === 'binary';
  if (!isFile && name !== 'data') node.fail('expected a file (type string, format binary) or the part called data');
  const documentation = schemaDocumentation(node);
  return { name, schema: isFile ? 'file' : readSchema(node), required, documentation };
}

function readParts(root: DocumentNode, media: DocumentNode): readonly Property[] {
  const schema = resolve(root, media.member('schema'), 'schemas');
  const required = new Set(schema.texts('required'));
  return schema
    .member('properties')
    .entries()
    .map(([name, node]) => readPart(root, name, node, required.has(name)));
}

function readJson(schemas: SchemaSet, media: DocumentNode): Schema {
  const node = media.optional('schema');
  const schema = node === undefined ? unknownSchema : readSchema(node);
  if (schema.kind === 'plain' && schema.type === 'unknown') return emptyObject;
  return schemas.isObject(schema) ? schema : (node ?? media).fail('expected the schema of an object');
}

/** Reads what a call sends as its body. */
export function readBody(root: DocumentNode, schemas: SchemaSet, operation: DocumentNode): Body | undefined {
  const reference = operation.optional('requestBody');
  if (reference === undefined) return undefined;
  const content = resolve(root, reference, 'requestBodies').member('content');
  const json = media(content, 'application/json');
  if (json !== undefined) return { kind: 'json', schema: readJson(schemas, json) };
  const multipart = media(content, 'multipart/form-data');
  if (multipart !== undefined) return { kind: 'multipart', parts: readParts(root, multipart) };
  return content.fail('expected application/json or multipart/form-data');
}

/** JSON is what Alipay's gateway responds with, whatever else the document leaves open. */
function anyMedia(content: DocumentNode): DocumentNode | undefined {
  const found = content.entries().find(([name]) => name.trim() === '*/*')?.[1];
  found?.warn('expected application/json; taken as that');
  return found;
}

/** What the document says about the content of a response. */
export interface ResponseContent {
  /** `undefined` when it has no content, or no schema. */
  readonly schema: DocumentNode | undefined;
  readonly delivery: Delivery;
}

/** Reads what a response holds, and whether it arrives as a stream of events. */
export function readResponseContent(root: DocumentNode, response: DocumentNode): ResponseContent {
  const content = resolve(root, response, 'responses').object('content');
  if (content === undefined || content.entries().length === 0) return { schema: undefined, delivery: 'whole' };
  const json = media(content, 'application/json') ?? anyMedia(content);
  const events = media(content, 'text/event-stream');
  const found = json ?? events ?? content.fail('expected application/json or text/event-stream');
  const delivery = events === undefined ? 'whole' : json === undefined ? 'stream' : 'either';
  return { schema: found.optional('schema'), delivery };
}
