import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import {
  type CatalogueField,
  type CatalogueFields,
  type CatalogueOperation,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

const texts = localized({
  en: {
    wrong: 'the parameters are wrong:',
    required: (name: string) => `${name}: is required`,
    unknown: (name: string) => `${name}: there is no such field`,
    expected: (name: string, type: string, found: string) => `${name}: expected ${type}, found ${found}`,
    list: 'a list',
    object: 'an object',
    file: (name: string) => `${name}: expected a file, such as {"path": "photo.jpg"}`,
  },
  zh: {
    wrong: '参数有误：',
    required: (name: string) => `${name}：必填`,
    unknown: (name: string) => `${name}：没有这个字段`,
    expected: (name: string, type: string, found: string) => `${name}：应为 ${type}，实际为 ${found}`,
    list: '列表',
    object: '对象',
    file: (name: string) => `${name}：应为文件，如 {"path": "photo.jpg"}`,
  },
});

/** @throws CommandProblem that names every field that is wrong */
export function checkParameters(
  catalogue: CommandCatalogue,
  operation: CatalogueOperation,
  parameters: Readonly<Record<string, unknown>>,
): void {
  const problems = parameterProblems(catalogue, operation, parameters);
  if (problems.length > 0) throw new CommandProblem(`${texts.wrong}\n  ${problems.join('\n  ')}`);
}

/** What is wrong with the parameters of a call, one line for each field; empty when nothing is. */
function parameterProblems(
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
    ...missing.map(([name]) => texts.required(`${place}${name}`)),
    ...[...values].flatMap(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined) return [texts.unknown(`${place}${name}`)];
      return fieldProblems(value, field, { ...context, place: `${place}${name}` });
    }),
  ];
}

function fieldProblems(value: unknown, { list, ...field }: CatalogueField, context: Place): string[] {
  const { place } = context;
  if (list) {
    if (!Array.isArray(value)) return [texts.expected(place, texts.list, typeName(value))];
    return value.flatMap((item, index) => fieldProblems(item, field, { ...context, place: `${place}[${index}]` }));
  }
  const fields = schemaFields(context.catalogue, field.type);
  if (fields !== undefined) {
    if (typeName(value) !== 'object') return [texts.expected(place, texts.object, typeName(value))];
    return objectProblems(Object(value), fields, { ...context, place: `${place}.` });
  }
  if (Object.hasOwn(context.files, place)) {
    const { path } = Object(value);
    return typeof path === 'string' ? [] : [texts.file(place)];
  }
  return hasType(value, field.type) ? [] : [texts.expected(place, field.type, typeName(value))];
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return type === typeName(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
