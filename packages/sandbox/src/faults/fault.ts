import { SandboxError } from '../sandbox-error.js';
import { checkChoice, type FaultInForce, FaultList } from './fault-list.js';

export const faultEffects = [
  'drop-before',
  'drop-after',
  'delay',
  'status',
  'html',
  'bad-signature',
  'stranger',
  'truncate',
] as const;

/**
 * What goes wrong:
 * `drop-before` the connection is cut, and nothing is done · `drop-after` the request is performed, and the response is
 * lost · `delay` the request is performed immediately, and the response comes `ms` later · `status` an unsigned response
 * with that `status`; nothing is done · `html` a proxy's error page with status 502; nothing is done · `bad-signature` the
 * request is performed, and the signature is wrong · `stranger` the request is performed, and the response is signed with the certificate of another merchant's application,
 * which a certificate download returns for its serial number ·
 * `truncate` the request is performed, and the connection is cut halfway through the response.
 */
export type FaultEffect = (typeof faultEffects)[number];

/** What `injectFault` and `POST /sandbox/faults` take. */
export interface NewFault {
  readonly effect: FaultEffect;
  /** How many requests the fault hits. Default 1. */
  readonly times?: number;
  /** Which requests the fault hits. Default: all to the v3 gateway. */
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
export interface Fault extends FaultInForce {
  readonly effect: FaultEffect;
  readonly match: { readonly path?: string; readonly grantType?: string };
  readonly ms?: number;
  readonly status?: number;
}

/** The request that a fault is matched against. */
export interface FaultSubject {
  readonly path: string;
  /** Called only when a fault matches by `grantType`. */
  readonly grantType: () => string | undefined;
}

/** The faults of the v3 gateway. */
export function requestFaults(): FaultList<NewFault, Fault, FaultSubject> {
  return new FaultList(makeFault, hits);
}

const longestDelay = 600_000;

function makeFault({ effect, match = {}, ms, status }: NewFault, inForce: FaultInForce): Fault {
  checkChoice('effect', effect, faultEffects);
  if (effect === 'delay' && !isWholeNumber(ms, 0, longestDelay)) {
    throw new SandboxError(
      'invalid',
      `ms: the effect "delay" needs a whole number of milliseconds, 0 to ${longestDelay}`,
    );
  }
  if (effect === 'status' && !isWholeNumber(status, 200, 599)) {
    throw new SandboxError('invalid', 'status: the effect "status" needs an HTTP status, 200 to 599');
  }
  return {
    ...inForce,
    effect,
    match: Object.freeze({ ...match }),
    ...(effect === 'delay' && ms !== undefined ? { ms } : {}),
    ...(effect === 'status' && status !== undefined ? { status } : {}),
  };
}

function hits({ match }: Fault, { path, grantType }: FaultSubject): boolean {
  return (
    (match.path === undefined || match.path === path) &&
    (match.grantType === undefined || match.grantType === grantType())
  );
}

function isWholeNumber(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= least && value <= most;
}
