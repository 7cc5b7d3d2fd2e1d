import { Type } from 'typebox';
import { HubError } from '../problems/hub-error.js';

/** The place in a list behind its last row. Programs pass it on as it is. */
export const cursorSchema = Type.Optional(
  Type.String({ maxLength: 500, description: '`next` of the response before, to go on from there' }),
);

export const nextSchema = Type.Union([Type.String(), Type.Null()], {
  description: 'The `cursor` of the next page; `null` at the end',
});

/** @param values that order the list, of the last row */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @param length how many values it has @throws HubError */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every(isScalar)) return values;
  } catch {
    // As wrong as any other text.
  }
  throw new HubError('invalid-request', 'cursor: expected what `next` was in the response before');
}

const isScalar = (value: unknown): value is string | number | null =>
  value === null || typeof value === 'string' || typeof value === 'number';
