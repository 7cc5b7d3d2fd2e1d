import type { NoticeKind } from './notice-kind.js';

export const noticeFaultEffects = ['duplicate', 'delay', 'reorder', 'lose', 'bad-signature'] as const;

/**
 * What goes wrong with the first delivery of a notice:
 * `duplicate` it comes twice at the same time · `delay` it comes `seconds` of sandbox time later · `reorder` it waits
 * until a later notice of the same application was sent, an hour at most · `lose` it never arrives, the schedule brings
 * the next one · `bad-signature` its signature does not fit, that of the next one does.
 */
export type NoticeFaultEffect = (typeof noticeFaultEffects)[number];

/** What `injectNoticeFault` and `POST /sandbox/notice-faults` take. */
export interface NewNoticeFault {
  readonly effect: NoticeFaultEffect;
  /** How many notices it hits. Default 1. */
  readonly times?: number;
  /** Which notices it hits; the next ones by default. */
  readonly match?: { readonly kind?: NoticeKind; readonly appId?: string };
  /** With `delay`: seconds of sandbox time. */
  readonly seconds?: number;
}

/** A fault in force. */
export interface NoticeFault {
  readonly id: number;
  readonly effect: NoticeFaultEffect;
  readonly match: { readonly kind?: NoticeKind; readonly appId?: string };
  readonly seconds?: number;
  /** How many more notices it will hit. */
  readonly remaining: number;
}
