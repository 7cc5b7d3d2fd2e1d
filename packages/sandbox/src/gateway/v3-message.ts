import type { FormPart } from '../multipart/form-part.js';

/** A v3 request as received; header names in lower case. */
export interface V3Request {
  readonly method: string;
  /** Exactly as received. */
  readonly pathAndQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The parts of a `multipart/form-data` body. */
  readonly form?: readonly FormPart[];
}

/** A v3 response as sent: nothing is serialized after it is signed. */
export interface V3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The path without its query. */
export function pathOf({ pathAndQuery }: V3Request): string {
  const end = pathAndQuery.indexOf('?');
  return end < 0 ? pathAndQuery : pathAndQuery.slice(0, end);
}

/** The scheme and host of the request. */
export function originOf({ headers }: V3Request): string {
  return `http://${headers.host ?? 'localhost'}`;
}

export function queryOf({ pathAndQuery }: V3Request): URLSearchParams {
  const start = pathAndQuery.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : pathAndQuery.slice(start + 1));
}
