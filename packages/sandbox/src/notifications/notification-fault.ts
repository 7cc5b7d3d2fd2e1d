import { checkChoice, type FaultInForce, FaultList } from '../faults/fault-list.js';
import { SandboxError } from '../sandbox-error.js';
import { type NotificationKind, notificationKinds } from './notification-kind.js';

export const notificationFaultEffects = ['duplicate', 'delay', 'reorder', 'lose', 'bad-signature', 'stranger'] as const;

/**
 * What goes wrong with the first delivery of a notification:
 * `duplicate` it arrives twice at the same time · `delay` it arrives `seconds` of sandbox time later · `reorder` it waits
 * until a later notification of the same application was sent, an hour at most · `lose` it never arrives; the schedule brings
 * the next one · `bad-signature` its signature does not fit, that of the next one does ·
 * `stranger` it is signed with the key of another merchant's application, the next one with Alipay's.
 */
export type NotificationFaultEffect = (typeof notificationFaultEffects)[number];

/** What `injectNotificationFault` and `POST /sandbox/notification-faults` take. */
export interface NewNotificationFault {
  readonly effect: NotificationFaultEffect;
  /** How many notifications the fault hits. Default 1. */
  readonly times?: number;
  /** Which notifications the fault hits. Default: the next ones. */
  readonly match?: { readonly kind?: NotificationKind; readonly appId?: string };
  /** With `delay`: seconds of sandbox time. */
  readonly seconds?: number;
}

/** A fault in force. */
export interface NotificationFault extends FaultInForce {
  readonly effect: NotificationFaultEffect;
  readonly match: { readonly kind?: NotificationKind; readonly appId?: string };
  readonly seconds?: number;
}

/** The notification that a fault is matched against. */
export interface NotificationFaultSubject {
  readonly kind: NotificationKind;
  readonly appId: string;
}

export type NotificationFaultList = FaultList<NewNotificationFault, NotificationFault, NotificationFaultSubject>;

/** The faults of notifications. */
export function notificationFaults(): NotificationFaultList {
  return new FaultList(makeFault, hits);
}

const longestDelay = 366 * 86_400;

function makeFault(fault: NewNotificationFault, inForce: FaultInForce): NotificationFault {
  const { effect, match = {}, seconds } = fault;
  checkChoice('effect', effect, notificationFaultEffects);
  checkChoice('match.kind', match.kind, notificationKinds);
  const wait = seconds ?? Number.NaN;
  if (effect === 'delay' && !(Number.isSafeInteger(wait) && wait >= 0 && wait <= longestDelay)) {
    throw new SandboxError(
      'invalid',
      `seconds: the effect "delay" needs a whole number of seconds, 0 to ${longestDelay}`,
    );
  }
  return {
    ...inForce,
    effect,
    match: Object.freeze({ ...match }),
    ...(effect === 'delay' && seconds !== undefined ? { seconds } : {}),
  };
}

function hits({ match }: NotificationFault, { kind, appId }: NotificationFaultSubject): boolean {
  return (match.kind === undefined || match.kind === kind) && (match.appId === undefined || match.appId === appId);
}
