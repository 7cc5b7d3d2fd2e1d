import type { AnswerRecord } from '../calls/answer-record.js';

/** The answer to an operation that the journal has as `started`. */
export interface SpoolEntry {
  /** The operation's id. */
  readonly id: string;
  readonly appId: string;
  /** With a rotation. */
  readonly authAppId: string | undefined;
  readonly traceId: string | undefined;
  readonly record: AnswerRecord;
}

/** @returns `undefined` when it is nothing that was written here */
export function parseSpoolEntry(text: string): SpoolEntry | undefined {
  const entry: unknown = JSON.parse(text);
  if (typeof entry !== 'object' || entry === null) return undefined;
  return 'id' in entry && 'appId' in entry && 'record' in entry ? (entry as SpoolEntry) : undefined;
}
