import type { ResponseRecord } from '../calls/response-record.js';

/** The response to an operation that the journal has as `started`. */
export interface SpooledResponse {
  readonly kind: 'response';
  /** The operation's id. */
  readonly id: string;
  readonly appId: string;
  /** With a rotation. */
  readonly authAppId: string | undefined;
  readonly traceId: string | undefined;
  readonly record: ResponseRecord;
}

/** A code that a merchant came back with. */
export interface SpooledCode {
  readonly kind: 'code';
  readonly id: string;
  readonly appId: string;
  readonly code: string;
  readonly state: string | undefined;
  readonly reference: string | undefined;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** What the database did not take. */
export type SpoolEntry = SpooledResponse | SpooledCode;

/** @returns `undefined` when it is nothing that was written here */
export function parseSpoolEntry(text: string): SpoolEntry | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || !('id' in entry)) return undefined;
  return entry.kind === 'response' || entry.kind === 'code' ? (entry as SpoolEntry) : undefined;
}
