/** A response of `alipay.open.auth.token.app`, as the journal and the spool keep it (sealed). */
export interface ResponseRecord {
  /** The response's data, unchanged. */
  readonly model: unknown;
  /** When Alipay signed it, by its clock; milliseconds since 1970. */
  readonly alipayTime: number;
  /** How long the call took, in milliseconds. */
  readonly elapsed: number;
  /** When it arrived, by our clock. */
  readonly obtainedAt: number;
}

/** @returns `undefined` if the text is not such a record */
export function parseResponseRecord(text: string): ResponseRecord | undefined {
  try {
    const { model, alipayTime, elapsed, obtainedAt } = JSON.parse(text);
    const valid = [alipayTime, elapsed, obtainedAt].every((value) => Number.isFinite(value));
    return valid ? { model, alipayTime, elapsed, obtainedAt } : undefined;
  } catch {
    return undefined;
  }
}
