import { type TSchema, Type } from 'typebox';

/** A setting that is a secret: it can be given as `<name>File`, a path, as well. It is shown nowhere. */
export function secret<Schema extends TSchema>(schema: Schema): Schema {
  return Object.assign(schema, { 'x-secret': true });
}

export const isSecret = (schema: object): boolean => 'x-secret' in schema;

/** Milliseconds. */
export const milliseconds = (description: string, value: number, least = 0) =>
  Type.Integer({ description: `${description} (milliseconds)`, minimum: least, maximum: 2 ** 31 - 1, default: value });

export const bytes = (description: string, value: number, least = 1) =>
  Type.Integer({ description: `${description} (bytes)`, minimum: least, maximum: 2 ** 30, default: value });

/** Days, or `forever`. */
export const period = (description: string, days: number) =>
  Type.Union([Type.Integer({ minimum: 1, maximum: 36_500 }), Type.Literal('forever')], {
    description: `${description} (days, or \`forever\`)`,
    default: days,
  });

export const path = (description: string) => Type.String({ description, minLength: 1 });
