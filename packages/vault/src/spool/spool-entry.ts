import type { AnswerRecord } from '../calls/answer-record.js';

/** The answer to an operation that the journal has as `started`. */
export interface SpooledAnswer {
  readonly kind: 'answer';
  /** The operation's id. */
  readonly id: string;
  readonly appId: string;
  /** With a rotation. */
  readonly authAppId: string | undefined;
  readonly traceId: string | undefined;
  readonly record: AnswerRecord;
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
export type SpoolEntry = SpooledAnswer | SpooledCode;

/** @returns `undefined` when it is nothing that was written here */
export function parseSpoolEntry(text: string): SpoolEntry | undefined {
  const entry: unknown = JSON.parse(text);
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || !('id' in entry)) return undefined;
  return entry.kind === 'answer' || entry.kind === 'code' ? (entry as SpoolEntry) : undefined;
}
