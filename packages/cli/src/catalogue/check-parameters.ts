import {
  type CatalogueField,
  type CatalogueFields,
  type CatalogueOperation,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

/** What is wrong with the parameters of a call, one line for each field; empty when nothing is. */
export function parameterProblems(
  catalogue: CommandCatalogue,
  operation: CatalogueOperation,
  parameters: Readonly<Record<string, unknown>>,
): string[] {
  const { pathFields = {}, queryFields = {}, body, files = {}, model } = operation;
  const modelFields = schemaFields(catalogue, model) ?? {};
  const rest: CatalogueFields =
    body === 'multipart' ? { ...files, ...(model === undefined ? {} : { data: { type: model } }) } : modelFields;
  const required = Object.fromEntries(
    Object.entries(pathFields).map(([name, field]) => [name, { ...field, required: true as const }]),
  );
  return objectProblems(parameters, { ...required, ...queryFields, ...rest }, { catalogue, place: '', files });
}

interface Place {
  readonly catalogue: CommandCatalogue;
  /** Where the object stands, such as `goods_detail[0].`. */
  readonly place: string;
  readonly files: CatalogueFields;
}

function objectProblems(object: object, fields: CatalogueFields, { place, ...context }: Place): string[] {
  const values = new Map<string, unknown>(Object.entries(object));
  const missing = Object.entries(fields).filter(([name, { required }]) => required && values.get(name) === undefined);
  return [
    ...missing.map(([name]) => `${place}${name}: is required`),
    ...[...values].flatMap(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined) return [`${place}${name}: there is no such field`];
      return fieldProblems(value, field, { ...context, place: `${place}${name}` });
    }),
  ];
}

function fieldProblems(value: unknown, { list, ...field }: CatalogueField, context: Place): string[] {
  const { place } = context;
  if (list) {
    if (!Array.isArray(value)) return [`${place}: expected a list, found ${typeName(value)}`];
    return value.flatMap((item, index) => fieldProblems(item, field, { ...context, place: `${place}[${index}]` }));
  }
  const fields = schemaFields(context.catalogue, field.type);
  if (fields !== undefined) {
    if (typeName(value) !== 'object') return [`${place}: expected an object, found ${typeName(value)}`];
    return objectProblems(Object(value), fields, { ...context, place: `${place}.` });
  }
  if (Object.hasOwn(context.files, place)) {
    const { path } = Object(value);
    return typeof path === 'string' ? [] : [`${place}: expected a file, such as {"path": "photo.jpg"}`];
  }
  return hasType(value, field.type) ? [] : [`${place}: expected ${field.type}, found ${typeName(value)}`];
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return type === typeName(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
