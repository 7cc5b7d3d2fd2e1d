export const faultEffects = [
  'drop-before',
  'drop-after',
  'delay',
  'status',
  'html',
  'bad-signature',
  'truncate',
] as const;

/**
 * What goes wrong:
 * `drop-before` the connection is cut and nothing was done · `drop-after` it was done, the response is lost ·
 * `delay` it is done at once, the response comes `ms` later · `status` an unsigned response with that `status`, nothing was
 * done · `html` a page of a proxy with status 502, nothing was done · `bad-signature` it was done, the signature does
 * not fit · `truncate` it was done, the connection is cut amid the response.
 */
export type FaultEffect = (typeof faultEffects)[number];

/** What `injectFault` and `POST /sandbox/faults` take. */
export interface NewFault {
  readonly effect: FaultEffect;
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /** Which requests it hits; all of the v3 gateway by default. */
  readonly match?: {
    /** The exact path, without query. */
    readonly path?: string;
    /** The value of `grant_type` in the (decrypted) body. */
    readonly grantType?: string;
  };
  /** Milliseconds; with `delay`. */
  readonly ms?: number;
  /** HTTP status; with `status`. */
  readonly status?: number;
}

/** A fault in force. */
export interface Fault {
  readonly id: number;
  readonly effect: FaultEffect;
  readonly match: { readonly path?: string; readonly grantType?: string };
  readonly ms?: number;
  readonly status?: number;
  /** How many more requests it will hit. */
  readonly remaining: number;
}
