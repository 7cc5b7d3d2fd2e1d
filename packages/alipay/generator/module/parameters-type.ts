import type { OperationDescription } from '../operation/operation-description.js';
import type { ObjectSchema, Property, Schema } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { type TypeNames, typeText } from '../schema/type-text.js';
import { declaration, isInterface } from './declaration.js';
import { about } from './docstring.js';

/** The one object in which a method takes everything that the call sends. */
export interface ParametersType {
  /** Text of the method parameter's type. */
  readonly text: string;
  /** The type's declaration; `undefined` when it is the body's own type. */
  readonly declaration: string | undefined;
  /** Whether the caller can leave the object out. */
  readonly optional: boolean;
}

/** Everything in the object that does not come from the schema of a JSON body. */
function ownProperties({ parameters, body }: OperationDescription): readonly Property[] {
  return [...parameters.path, ...parameters.query, ...(body?.kind === 'multipart' ? body.parts : [])];
}

function jsonSchema({ body }: OperationDescription): Schema | undefined {
  return body?.kind === 'json' ? body.schema : undefined;
}

/** All schemas that a call's parameters mention. */
export function parameterSchemas(operation: OperationDescription): readonly (Schema | 'file')[] {
  const body = jsonSchema(operation);
  return [...ownProperties(operation).map((property) => property.schema), ...(body === undefined ? [] : [body])];
}

/** Whether a name is worth declaring for the body alone. */
function isNameless(body: Schema): boolean {
  return body.kind !== 'reference' && (body.kind !== 'object' || isInterface(body));
}

/** Whether the parameters need a type of their own besides those of the document's named schemas. */
export function declaresParameters(operation: OperationDescription): boolean {
  const body = jsonSchema(operation);
  return ownProperties(operation).length > 0 || (body !== undefined && isNameless(body));
}

/** One object holds path, query and body: no name may stand for two things. */
export function refuseCollisions(operation: OperationDescription, schemas: SchemaSet): void {
  const body = jsonSchema(operation);
  const names = [
    ...ownProperties(operation).map((property) => property.name),
    ...(body === undefined ? [] : schemas.propertyNames(body)),
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) operation.source.fail(`${operation.id} has two parameters called ${twice}`);
}

/** What the type `name` is, and what it extends. */
function combined(
  properties: readonly Property[],
  body: Schema | undefined,
  schemas: SchemaSet,
): readonly [schema: Schema, extended?: Schema] {
  const own: ObjectSchema = { kind: 'object', properties, additional: undefined };
  if (body === undefined) return [own];
  if (properties.length === 0) return [body];
  if (body.kind === 'object') return [{ ...body, properties: [...properties, ...body.properties] }];
  if (body.kind === 'reference' && isInterface(schemas.resolve(body))) return [own, body];
  return [{ kind: 'all', members: [body, own] }];
}

function isOptional(operation: OperationDescription, schemas: SchemaSet): boolean {
  const body = jsonSchema(operation);
  const isFree = ownProperties(operation).every((property) => !property.required);
  return isFree && (body === undefined || schemas.acceptsEmpty(body));
}

/**
 * The type of a method's parameters; `undefined` when the call sends nothing.
 *
 * @param name of the type, if `declaresParameters`
 */
export function parametersType(
  name: string | undefined,
  operation: OperationDescription,
  schemas: SchemaSet,
  names: TypeNames,
): ParametersType | undefined {
  const body = jsonSchema(operation);
  const optional = isOptional(operation, schemas);
  if (name === undefined)
    return body && { text: typeText(body, names, { indent: '  ', column: 2 }), declaration: undefined, optional };
  const [schema, extended] = combined(ownProperties(operation), body, schemas);
  const heritage = extended && typeText(extended, names, { indent: '', column: 0 });
  const documentation = about(`Parameters of \`${operation.id}\`.`);
  return { text: name, declaration: declaration(name, schema, documentation, names, heritage), optional };
}
