import { type Bounds, compareBounds, exactly } from './bounds.js';

/** A pair, as far as its place among others goes. */
export interface PairFact {
  readonly id: string;
  /** Rotations belong to the grant that they began with. */
  readonly grantId: string;
  readonly grant: Bounds;
  readonly issue: Bounds;
  /** What Alipay said when it was asked for this token, and when. */
  readonly verdict?: { readonly valid: boolean; readonly at: number } | undefined;
}

/** Everything that is known of an authorization. The order in which it became known is not part of it. */
export interface Facts {
  readonly pairs: readonly PairFact[];
  /** The newest cancellation. */
  readonly cancelledAt?: number | undefined;
}

/** What the facts come to. */
export interface Standing {
  /** The newest pair of the newest grant. */
  readonly pairId: string | undefined;
  readonly cancelled: boolean;
  /** What only Alipay can settle: which pair is the newest, or whether the cancellation came after it. */
  readonly contested: 'order' | 'cancellation' | undefined;
}

/**
 * The newest grant wins, whatever arrived first; within a grant the newest issue; and a cancellation ends every grant
 * before it. Times are Alipay's. Where they do not tell, Alipay's own word on the tokens does, and until there is one
 * the standing is contested.
 */
export function standingOf({ pairs, cancelledAt }: Facts): Standing {
  const grants = groupByGrant(withoutDead(pairs));
  const grant = newest(grants, ({ bounds }) => bounds, cancelledAt);
  if (grant === undefined) return { pairId: undefined, cancelled: cancelledAt !== undefined, contested: undefined };
  const issue = newest(grant.item.pairs, (pair) => pair.issue, cancelledAt);
  const pair = issue?.item ?? grant.item.verdictPair;
  const endings = grant.contenders.map(({ bounds }) => endedBy(cancelledAt, bounds));
  if (endings.every((ending) => ending === true)) return { pairId: pair.id, cancelled: true, contested: undefined };
  const isContested = grant.contested || issue?.contested === true;
  if (endings.every((ending) => ending === false)) {
    return { pairId: pair.id, cancelled: false, contested: isContested ? 'order' : undefined };
  }
  // Only Alipay's word on the one that is the newest tells whether the cancellation was before or after it.
  const isTold = !isContested && pair.verdict !== undefined && pair.verdict.at >= (cancelledAt ?? 0);
  if (!isTold) return { pairId: pair.id, cancelled: false, contested: 'cancellation' };
  return { pairId: pair.id, cancelled: pair.verdict?.valid === false, contested: undefined };
}

/** A token that Alipay found dead is no match for one that it found alive since. */
function withoutDead(pairs: readonly PairFact[]): readonly PairFact[] {
  const dead = pairs.filter(({ verdict }) => verdict?.valid === false);
  const diedAt = Math.max(...dead.map(({ verdict }) => verdict?.at ?? 0));
  const alive = pairs.some(({ verdict }) => verdict?.valid && verdict.at >= diedAt);
  return alive ? pairs.filter((pair) => !dead.includes(pair)) : pairs;
}

interface GrantFact {
  readonly id: string;
  readonly bounds: Bounds;
  readonly pairs: readonly PairFact[];
  /** Speaks for the grant: its pair that Alipay found valid, else its newest. */
  readonly verdictPair: PairFact;
  readonly verdict: PairFact['verdict'];
}

function groupByGrant(pairs: readonly PairFact[]): GrantFact[] {
  const groups = new Map<string, PairFact[]>();
  for (const pair of pairs) groups.set(pair.grantId, [...(groups.get(pair.grantId) ?? []), pair]);
  return [...groups].flatMap(([id, members]) => {
    const sorted = members.toSorted(byIssue);
    const verdictPair = sorted.findLast(({ verdict }) => verdict?.valid) ?? sorted.at(-1);
    if (verdictPair === undefined) return [];
    return [{ id, bounds: verdictPair.grant, pairs: sorted, verdictPair, verdict: verdictPair.verdict }];
  });
}

interface Contender {
  readonly id: string;
  readonly verdict?: PairFact['verdict'];
}

interface Newest<T> {
  readonly item: T;
  /** Those of which none is certainly before another. */
  readonly contenders: readonly T[];
  readonly contested: boolean;
}

/** The newest of several, and whether that is certain. */
function newest<T extends Contender>(
  items: readonly T[],
  boundsOf: (item: T) => Bounds,
  cancelledAt: number | undefined,
): Newest<T> | undefined {
  const contenders = items
    .filter((one) => items.every((other) => compareBounds(boundsOf(one), boundsOf(other)) !== 'earlier'))
    .toSorted((a, b) => compareNumbers(boundsOf(a), boundsOf(b)) || compareText(a.id, b.id));
  const last = contenders.at(-1);
  if (last === undefined || contenders.length === 1) return last && { item: last, contenders, contested: false };
  const since = Math.max(cancelledAt ?? 0, ...contenders.map((one) => boundsOf(one).before));
  const contested = !contenders.every(({ verdict }) => verdict !== undefined && verdict.at >= since);
  const valid = contested ? undefined : contenders.findLast(({ verdict }) => verdict?.valid);
  return { item: valid ?? last, contenders: valid === undefined ? contenders : [valid], contested };
}

/** Whether a cancellation ended a grant, as far as their times tell. */
function endedBy(cancelledAt: number | undefined, grant: Bounds): boolean | 'unclear' {
  if (cancelledAt === undefined) return false;
  const order = compareBounds(exactly(cancelledAt), grant);
  return order === 'unclear' ? order : order === 'later';
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const compareNumbers = (a: Bounds, b: Bounds) => a.before - b.before || a.after - b.after;
const byIssue = (a: PairFact, b: PairFact) => compareNumbers(a.issue, b.issue) || compareText(a.id, b.id);
