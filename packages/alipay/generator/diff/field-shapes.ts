import type { OperationDescription } from '../operation/operation-description.js';
import type { Property, Schema } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';

/** What matters to a caller about one field. */
export interface FieldShape {
  /** Such as `string`, `number[]`, `object` or `file`. */
  readonly type: string;
  readonly required: boolean;
  /** The values that the document lists; empty when it lists none. */
  readonly values: ReadonlySet<string>;
  readonly deprecated: boolean;
}

/** Fields by their path, such as `goods_detail[].price`. */
export type FieldShapes = ReadonlyMap<string, FieldShape>;

/** More than any call of a sane document takes; schemas that hold each other could take endless many. */
const mostSteps = 200_000;

interface Place {
  readonly operation: OperationDescription;
  readonly schemas: SchemaSet;
  readonly shapes: Map<string, FieldShape>;
  /** The named schemas around the field; one that holds itself is not entered again. */
  readonly within: readonly string[];
  /** How many steps the call may still take. */
  readonly left: { steps: number };
  /** The types of named schemas that are known already. */
  readonly types: Map<string, string>;
}

function begin(operation: OperationDescription, schemas: SchemaSet): Place {
  return { operation, schemas, shapes: new Map(), within: [], left: { steps: mostSteps }, types: new Map() };
}

/** Every field that a call sends, nested ones included. */
export function requestShapes(operation: OperationDescription, schemas: SchemaSet): FieldShapes {
  const { parameters, body } = operation;
  const place = begin(operation, schemas);
  for (const property of [...parameters.path, ...parameters.query]) addProperty(property, '', place);
  if (body?.kind === 'multipart') for (const property of body.parts) addProperty(property, '', place);
  if (body?.kind === 'json') addFields(body.schema, '', place);
  return place.shapes;
}

/** Every field that a response holds, nested ones included. */
export function responseShapes(operation: OperationDescription, schemas: SchemaSet): FieldShapes {
  const place = begin(operation, schemas);
  addFields(operation.response, '', place);
  return place.shapes;
}

function addProperty({ name, schema, required, documentation }: Property, prefix: string, place: Place): void {
  const path = `${prefix}${name}`;
  const known = place.shapes.get(path);
  const shape: FieldShape = {
    type: typeOf(schema, place),
    // Of alternatives that both have the field, a caller may choose the one that does not require it.
    required: required && (known?.required ?? true),
    values: new Set([...(known?.values ?? []), ...valuesOf(schema, place)]),
    deprecated: documentation.deprecated !== false,
  };
  place.shapes.set(path, shape);
  if (schema !== 'file') addFields(schema, path, place);
}

/** Adds the fields of an object, or of what a list holds. */
function addFields(schema: Schema, path: string, place: Place): void {
  if (place.left.steps === 0) place.operation.source.fail('the call has more nested fields than can be compared');
  place.left.steps -= 1;
  switch (schema.kind) {
    case 'reference': {
      if (place.within.includes(schema.name)) return;
      addFields(place.schemas.resolve(schema), path, { ...place, within: [...place.within, schema.name] });
      return;
    }
    case 'array':
      addFields(schema.items, `${path}[]`, place);
      return;
    case 'object': {
      const prefix = path === '' ? '' : `${path}.`;
      for (const property of schema.properties) addProperty(property, prefix, place);
      if (schema.additional !== undefined) addFields(schema.additional, `${prefix}*`, place);
      return;
    }
    case 'all':
      for (const member of schema.members) addFields(member, path, place);
      return;
    case 'any':
      addAlternatives(schema.members, path, place);
      return;
    default:
      return;
  }
}

/** A field is required when every alternative requires it. */
function addAlternatives(members: readonly Schema[], path: string, place: Place): void {
  const found = members
    .filter((member) => !(member.kind === 'plain' && member.type === 'null'))
    .map((member) => {
      const shapes = new Map<string, FieldShape>();
      addFields(member, path, { ...place, shapes });
      return shapes;
    });
  for (const [name, shape] of found.flatMap((shapes) => [...shapes])) {
    const known = place.shapes.get(name);
    place.shapes.set(name, {
      ...shape,
      required: found.every((shapes) => shapes.get(name)?.required === true),
      values: new Set([...(known?.values ?? []), ...shape.values]),
    });
  }
}

function typeOf(schema: Schema | 'file', place: Place): string {
  if (schema === 'file') return schema;
  switch (schema.kind) {
    case 'plain':
      return schema.type;
    case 'literals':
      return joined(schema.values.map((value) => (value === null ? 'null' : typeof value)));
    case 'array':
      return `${typeOf(schema.items, place)}[]`;
    case 'object':
      return 'object';
    case 'reference':
      return typeOfNamed(schema, place);
    case 'any':
      return joined(schema.members.map((member) => typeOf(member, place)));
    case 'all':
      return joined(schema.members.map((member) => typeOf(member, place)).filter((type) => type !== 'unknown'));
  }
}

function typeOfNamed(reference: Extract<Schema, { kind: 'reference' }>, place: Place): string {
  const { name } = reference;
  if (place.within.includes(name)) return 'object';
  const known = place.types.get(name);
  if (known !== undefined) return known;
  const type = typeOf(place.schemas.resolve(reference), { ...place, within: [...place.within, name] });
  place.types.set(name, type);
  return type;
}

function joined(types: readonly string[]): string {
  return [...new Set(types.flatMap((type) => type.split(' | ')))].sort().join(' | ') || 'unknown';
}

function valuesOf(schema: Schema | 'file', { schemas }: Place): readonly string[] {
  const concrete = schema === 'file' ? undefined : schemas.concrete(schema);
  if (concrete?.kind === 'array') {
    const items = schemas.concrete(concrete.items);
    return items.kind === 'literals' ? items.values.map(String) : [];
  }
  return concrete?.kind === 'literals' ? concrete.values.map(String) : [];
}
