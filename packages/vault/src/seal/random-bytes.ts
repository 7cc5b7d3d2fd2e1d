/** Yields that many unpredictable bytes. */
export type RandomBytes = (length: number) => Buffer;
