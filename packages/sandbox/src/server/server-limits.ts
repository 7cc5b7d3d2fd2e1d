/** How long a request may take to arrive, in milliseconds. A slower connection is cut. */
export interface ServerLimits {
  readonly headersTimeout: number;
  /** Headers and body. */
  readonly requestTimeout: number;
  /** How often both are checked. */
  readonly checkInterval: number;
}

export const defaultServerLimits: ServerLimits = Object.freeze({
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  checkInterval: 5_000,
});
