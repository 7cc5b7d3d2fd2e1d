/** A pair, as far as its refresh token is concerned. */
export interface RefreshState {
  readonly id: string;
  readonly grantId: string;
  /** Whether it has a refresh token. */
  readonly refreshable: boolean;
  /** When its refresh token expires, by Alipay's clock; `null` when that is not known. */
  readonly refreshDeadline: number | null;
  /** Alipay's code, if it refused this pair's refresh token. */
  readonly refusal: string | null;
  /** Whether Alipay called its token valid, or rotated it. */
  readonly confirmed: boolean;
}

export interface RefreshFacts<P extends RefreshState> {
  /** Every pair of the authorization, newest first. */
  readonly pairs: readonly P[];
  /** The pairs that lost rotations started from. */
  readonly lostFrom: ReadonlySet<string>;
  /** Alipay's time; `undefined` while it is not certain: then no deadline has passed. */
  readonly now: number | undefined;
}

/** The refresh tokens of a grant that Alipay may still accept: the current pair's first, then the newest first. */
export function refreshTokensLeft<P extends RefreshState>(
  { pairs, lostFrom, now }: RefreshFacts<P>,
  current: Pick<RefreshState, 'id' | 'grantId'>,
): P[] {
  const ofGrant = pairs.filter(({ grantId }) => grantId === current.grantId);
  const isCurrent = ({ id }: P) => id === current.id;
  const ordered = [...ofGrant.filter(isCurrent), ...ofGrant.filter((pair) => !isCurrent(pair))];
  return relevantPairs(ordered, lostFrom).filter(
    ({ refreshable, refusal, refreshDeadline }) => refreshable && refusal === null && !isPast(refreshDeadline, now),
  );
}

/**
 * The pairs of one grant that still matter: a pair no longer does once a later pair of the grant was confirmed by use.
 * The pair that a lost rotation started from always matters.
 *
 * @param pairs of one grant, newest first
 */
export function relevantPairs<P extends Pick<RefreshState, 'id' | 'confirmed'>>(
  pairs: readonly P[],
  lostFrom: ReadonlySet<string>,
): P[] {
  const confirmed = pairs.findIndex((pair) => pair.confirmed);
  const end = confirmed === -1 ? pairs.length : confirmed + 1;
  return pairs.filter(({ id }, index) => index < end || lostFrom.has(id));
}

const isPast = (deadline: number | null, now: number | undefined) =>
  deadline !== null && now !== undefined && deadline <= now;
