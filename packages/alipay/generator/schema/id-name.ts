import type { Schema } from './schema.js';

/** The client reads such a member as text where a number would lose digits: see `src/client/read-json.ts`. */
const idName = /(?:^|_)(?:ids?|(?:order|serial)_no)$/;

/** The schema of a member that may be an id: a number of one is text when a JavaScript number cannot hold it. */
export function idSchema(name: string, schema: Schema): Schema {
  return idName.test(name) ? withText(schema) : schema;
}

function withText(schema: Schema): Schema {
  if (schema.kind === 'array') return { kind: 'array', items: withText(schema.items) };
  if (schema.kind !== 'plain' || schema.type !== 'number') return schema;
  return { kind: 'any', members: [schema, { kind: 'plain', type: 'string' }] };
}
