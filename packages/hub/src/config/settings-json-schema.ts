import { isSecret } from './setting.js';
import { settingsSchema } from './settings-schema.js';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[] | undefined;
}

/**
 * The JSON schema of the configuration file, for editors: every secret can be given as `<name>File` as well, and nothing is
 * required that an environment variable can give.
 */
export function settingsJsonSchema(): object {
  const document = JSON.parse(JSON.stringify(settingsSchema)) as ObjectSchema;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of the Lingpai hub',
    ...fileSchema(document),
  };
}

function fileSchema(schema: ObjectSchema): object {
  const { required: _, ...rest } = schema;
  const properties = Object.entries(schema.properties).flatMap(([name, member]) => membersOf(name, member));
  return { ...rest, properties: Object.fromEntries(properties) };
}

function membersOf(name: string, member: object): [string, object][] {
  if ('properties' in member) return [[name, fileSchema(member as ObjectSchema)]];
  if (!isSecret(member)) return [[name, member]];
  const { 'x-secret': _, ...shown } = member as Record<string, unknown>;
  const file = { type: 'string', minLength: 1, description: `The path of a file with \`${name}\`` };
  return [
    [name, shown],
    [`${name}File`, file],
  ];
}
