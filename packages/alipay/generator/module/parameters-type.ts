import type { Documentation } from '../document/documentation.js';
import type { OperationDescription } from '../operation/operation-description.js';
import type { ObjectSchema, Property, Schema } from '../schema/schema.js';
import type { SchemaSet } from '../schema/schema-set.js';
import { type TypeNames, typeText } from '../schema/type-text.js';
import { declaration, isInterface } from './declaration.js';
import { undocumented } from './docstring.js';

/** The one object in which a method takes everything that the call sends. */
export interface ParametersType {
  /** Text of the method parameter's type. */
  readonly text: string;
  /** The type's declaration; empty when it is the body's own schema. */
  readonly declaration: string;
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

/** Whether the parameters need a declaration of their own beside the schemas of the document. */
export function declaresParameters(operation: OperationDescription): boolean {
  const body = jsonSchema(operation);
  return ownProperties(operation).length > 0 || (body !== undefined && body.kind !== 'reference' && !isEmpty(body));
}

function isEmpty(schema: Schema): boolean {
  return schema.kind === 'object' && schema.properties.length === 0 && schema.additional === undefined;
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

function describe(operation: OperationDescription): Documentation {
  return { ...undocumented, paragraphs: [`Parameters of \`${operation.id}\`.`] };
}

function extendedDeclaration(
  name: string,
  own: ObjectSchema,
  body: Schema,
  documentation: Documentation,
  schemas: SchemaSet,
  names: TypeNames,
): string {
  if (body.kind === 'object') {
    const properties = [...own.properties, ...body.properties];
    return declaration(name, { ...body, properties }, documentation, names);
  }
  if (body.kind === 'reference' && isInterface(schemas.resolve(body))) {
    return declaration(name, own, documentation, names, typeText(body, names));
  }
  return declaration(name, { kind: 'all', members: [body, own] }, documentation, names);
}

function declare(name: string, operation: OperationDescription, schemas: SchemaSet, names: TypeNames): string {
  const body = jsonSchema(operation);
  const properties = ownProperties(operation);
  const own: ObjectSchema = { kind: 'object', properties, additional: undefined };
  const documentation = describe(operation);
  if (body === undefined) return declaration(name, own, documentation, names);
  if (properties.length === 0) return declaration(name, body, documentation, names);
  return extendedDeclaration(name, own, body, documentation, schemas, names);
}

/** The type of a method's parameters; `undefined` when the call sends nothing. */
export function parametersType(
  name: string,
  operation: OperationDescription,
  schemas: SchemaSet,
  names: TypeNames,
): ParametersType | undefined {
  const body = jsonSchema(operation);
  const properties = ownProperties(operation);
  if (body === undefined && properties.length === 0) return undefined;
  const optional =
    properties.every((property) => !property.required) && (body === undefined || schemas.acceptsEmpty(body));
  if (declaresParameters(operation)) {
    return { text: name, declaration: declare(name, operation, schemas, names), optional };
  }
  return { text: body === undefined ? 'object' : typeText(body, names), declaration: '', optional };
}
