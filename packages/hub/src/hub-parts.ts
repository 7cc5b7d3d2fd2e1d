import type { DestinationStream } from 'pino';

/** What a process that embeds the hub can replace. */
export interface HubParts {
  /** Now, in milliseconds since 1970; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
  /** Returns that many unpredictable bytes; `crypto.randomBytes` by default. */
  readonly random?: ((length: number) => Buffer) | undefined;
  /** Where the log goes; the standard output by default. */
  readonly logTo?: DestinationStream | undefined;
}
