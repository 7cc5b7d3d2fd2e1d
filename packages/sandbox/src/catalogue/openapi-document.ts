import type { CataloguedBody, CataloguedOperation, CataloguedParameter } from './catalogued-operation.js';
import type { SchemaNode } from './schema-node.js';

/** The shape of the catalogue's file, as far as the sandbox reads it. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, SchemaNode>> };
  /** Paths in use that no document of Alipay has. */
  readonly 'x-uncatalogued': readonly { readonly method: string; readonly path: string }[];
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface OpenApiParameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: SchemaNode;
}

interface Content {
  readonly schema: SchemaNode;
}

const json = 'application/json';
const events = 'text/event-stream';

/** Every operation of the document, in its order. */
export function readOperations({ paths }: OpenApiDocument): CataloguedOperation[] {
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => readOperation(path, verb, operation)),
  );
}

/** The paths of which only the name is known. Alipay derives a v3 path from the name of its operation. */
export function readUncatalogued(document: OpenApiDocument): CataloguedOperation[] {
  return document['x-uncatalogued'].map(({ method, path }) => ({
    id: path.replace(/^\/v3\//, '').replaceAll('/', '.'),
    tag: '',
    method,
    path,
    inPath: [],
    query: [],
    body: { kind: 'unknown' },
    response: { type: 'object' },
    streams: false,
    errors: [],
  }));
}

function readOperation(path: string, verb: string, operation: OpenApiOperation): CataloguedOperation {
  const { operationId, tags, parameters = [], responses } = operation;
  const success = responses['200']?.content ?? {};
  return {
    id: operationId,
    tag: tags[0] ?? '',
    method: verb.toUpperCase(),
    path,
    inPath: parameters.filter((parameter) => parameter.in === 'path').map(readParameter),
    query: parameters.filter((parameter) => parameter.in === 'query').map(readParameter),
    body: readBody(operation),
    response: (success[json] ?? success[events])?.schema ?? { type: 'object' },
    streams: success[events] !== undefined,
    errors: responses.default?.content?.[json]?.schema.anyOf ?? [],
  };
}

function readParameter({ name, required = false, schema }: OpenApiParameter): CataloguedParameter {
  return { name, required, schema };
}

function readBody({ requestBody }: OpenApiOperation): CataloguedBody {
  const content = requestBody?.content ?? {};
  const form = content['multipart/form-data']?.schema;
  if (form !== undefined) {
    const { data, ...files } = form.properties ?? {};
    return { kind: 'multipart', data, files: Object.keys(files), required: form.required ?? [] };
  }
  const schema = content[json]?.schema;
  return schema === undefined ? { kind: 'none' } : { kind: 'json', schema, required: requestBody?.required ?? false };
}
