import { isSecret } from './setting.js';
import { settingsSchema } from './settings-schema.js';

/** How the text of an environment variable is read. */
export type SettingKind = 'text' | 'number' | 'flag' | 'list' | 'record' | 'number-or-text';

/** One setting: a leaf of the schema. */
export interface Setting {
  readonly path: readonly string[];
  /** Its environment variable; `<name>_FILE` names a file with its value, when it is a secret. */
  readonly variable: string;
  readonly kind: SettingKind;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly description: string;
  readonly value: unknown;
}

/** What is read of a JSON schema. */
interface AnySchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, AnySchema>>;
  readonly required?: readonly string[] | undefined;
  readonly anyOf?: readonly AnySchema[];
  readonly enum?: readonly unknown[];
  readonly patternProperties?: object;
  readonly description?: string;
  readonly default?: unknown;
}

const prefix = 'LINGPAI_';

/** `listen.port` → `LINGPAI_LISTEN_PORT`. */
export function variableOf(path: readonly string[]): string {
  return prefix + path.map((part) => part.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_');
}

/** Every setting, in the order of the schema. */
export const settingList: readonly Setting[] = [...leaves(settingsSchema, [], true)];

function* leaves(schema: AnySchema, path: readonly string[], isRequired: boolean): Generator<Setting> {
  if (schema.properties !== undefined) {
    for (const [name, member] of Object.entries(schema.properties)) {
      yield* leaves(member, [...path, name], isRequired && (schema.required ?? []).includes(name));
    }
    return;
  }
  const { description = '', default: value } = schema;
  yield {
    path,
    variable: variableOf(path),
    kind: kindOf(schema),
    isSecret: isSecret(schema),
    isRequired: isRequired && value === undefined,
    description,
    value,
  };
}

function kindOf({ type, anyOf, patternProperties }: AnySchema): SettingKind {
  if (patternProperties !== undefined) return 'record';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'array') return 'list';
  return anyOf?.some((one) => one.type === 'integer') ? 'number-or-text' : 'text';
}
