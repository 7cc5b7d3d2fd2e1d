import { type RefreshState, refreshTokensLeft } from '../ordering/refresh-tokens-left.js';
import type { AttentionReason, AuthorizationState } from '../store/schema.js';

/** A pair, as far as the decision is concerned. */
export interface PairState extends RefreshState {
  /** What Alipay last said about its token. */
  readonly verdict: 'valid' | 'invalid' | null;
  /** Whether its token does not open: then Alipay cannot be asked about it. */
  readonly quarantined: boolean;
}

/** What is known about an authorization now. */
export interface DecisionFacts {
  readonly state: AuthorizationState;
  readonly reason: AttentionReason | null;
  /** The current pair and its grant, which is the newest. */
  readonly pairId: string | null;
  readonly grantId: string | null;
  /** Every pair, newest first. */
  readonly pairs: readonly PairState[];
  readonly contested: boolean;
  /** While it is contested: the pairs that Alipay has to be asked about. */
  readonly unasked: readonly string[];
  /** Whether Alipay has confirmed the authorization since the database was restored, moved or imported into. */
  readonly confirmed: boolean;
  /** Whether it came by an import, and Alipay has never confirmed it. */
  readonly everConfirmed: boolean;
  /** The pairs whose rotation may have been lost: its outcome is unknown, and no later rotation replaced it. */
  readonly lostFrom: ReadonlySet<string>;
  /** Whether a rotation is under way, or its response waits to be stored or applied. */
  readonly pending: boolean;
  /** Whether the back-off after the last refusal is over. */
  readonly isDue: boolean;
  /** Alipay's time; `undefined` while it is not certain. */
  readonly now: number | undefined;
}

/** What was done since the driver started. */
export interface Progress {
  /** Whether Alipay has to be asked about the current token, whatever is known. */
  readonly confirm: boolean;
  /** Pairs about whose tokens Alipay was asked. */
  readonly asked: ReadonlySet<string>;
  /** Pairs whose refresh tokens do not open. */
  readonly unreadable: ReadonlySet<string>;
  /** Whether a refresh token was offered. */
  readonly offered: boolean;
}

/** How a grant is given up. */
export type GivenUpAs = 'cancelled' | 'needs-reauthorization';

export type Decision =
  /** Nothing is left to do now. `finding` is what is wrong with the grant; `undefined` leaves the reason as it is. */
  | { readonly kind: 'done'; readonly finding: AttentionReason | null | undefined }
  /** Ask Alipay whether the tokens of these pairs are valid. */
  | { readonly kind: 'ask'; readonly pairIds: readonly string[] }
  /** Offer this pair's refresh token before anything is given up. */
  | { readonly kind: 'rotate-first'; readonly pairId: string }
  /** End the current grant, which is the newest. */
  | { readonly kind: 'give-up'; readonly as: GivenUpAs };

/** Tokens that one decision asks about. */
const mostAsked = 4;
/** Alipay's code for a refresh token that expired by itself. */
const expiredCode = 'REFRESH_TOKEN_TIME_OUT';

/**
 * Decides what to do about an authorization, from what is known now and nothing else.
 *
 * A grant is given up only after every refresh token of it that could still work was refused as that pair: the newest
 * first, one per run, spread by a back-off. Whatever is unclear is asked, and our own failures never count.
 */
export function decide(facts: DecisionFacts, progress: Progress): Decision {
  if (facts.contested) return ask(facts.unasked, progress) ?? unchanged;
  const current = facts.pairs.find(({ id }) => id === facts.pairId);
  if (current === undefined || current.quarantined || isEnded(facts)) return unchanged;
  const isQuestioned = progress.confirm || !facts.confirmed;
  if (!progress.asked.has(current.id)) return (isQuestioned && ask([current.id], progress)) || unchanged;
  if (current.verdict !== 'invalid') return { kind: 'done', finding: findingWhileValid(facts, current) };
  return decideInvalid(facts, current, progress);
}

/** The current token does not work. */
function decideInvalid(facts: DecisionFacts, current: PairState, progress: Progress): Decision {
  const open = refreshTokensLeft(facts, current);
  const next = open.find(({ id }) => !progress.unreadable.has(id));
  if (next !== undefined) {
    const isFirst = !facts.pairs.some(({ grantId, refusal }) => grantId === facts.grantId && refusal !== null);
    const mayOffer = !progress.offered && (isFirst || facts.isDue);
    return mayOffer ? { kind: 'rotate-first', pairId: next.id } : waiting;
  }
  const others = facts.pairs.filter(({ id, quarantined }) => id !== current.id && !quarantined).slice(0, mostAsked);
  const question = ask(
    others.map(({ id }) => id),
    progress,
  );
  if (question !== undefined) return question;
  // What does not open was never refused, and what is under way may bring a pair.
  return open.length > 0 || facts.pending ? waiting : { kind: 'give-up', as: givenUpAs(facts) };
}

const unchanged: Decision = { kind: 'done', finding: undefined };
const waiting: Decision = { kind: 'done', finding: 'cannot-rotate' };

function ask(pairIds: readonly string[], { asked }: Progress): Decision | undefined {
  const open = pairIds.filter((id) => !asked.has(id)).slice(0, mostAsked);
  return open.length === 0 ? undefined : { kind: 'ask', pairIds: open };
}

const isEnded = ({ state }: DecisionFacts) => state === 'cancelled' || state === 'deactivated';

/** A valid token needs no attention, unless its pair cannot be rotated or a permission is missing. */
function findingWhileValid({ reason }: DecisionFacts, current: PairState): AttentionReason | null | undefined {
  if (current.refusal !== null) return 'cannot-rotate';
  return reason === 'needs-reauthorization' ? null : undefined;
}

/**
 * The merchant ended the grant if Alipay refused its refresh tokens before they expired. Where a rotation may have been
 * lost, or Alipay never confirmed the grant, that does not follow.
 */
function givenUpAs({ pairs, grantId, lostFrom, everConfirmed }: DecisionFacts): GivenUpAs {
  const refusals = pairs.flatMap((pair) => (pair.grantId === grantId && pair.refusal !== null ? [pair.refusal] : []));
  const isRefused = refusals.length > 0 && !refusals.includes(expiredCode);
  return isRefused && lostFrom.size === 0 && everConfirmed ? 'cancelled' : 'needs-reauthorization';
}
