import { type Bounds, compareBounds, exactly } from './bounds.js';

/** A pair, as far as its place among others is concerned. */
export interface PairFact {
  readonly id: string;
  /** A rotation belongs to the grant that it started from. */
  readonly grantId: string;
  readonly grant: Bounds;
  readonly issue: Bounds;
  /** Whether we deactivated its grant. */
  readonly deactivated?: boolean | undefined;
  /** Whether its grant was given up as cancelled, since Alipay refused all of it. Only a valid verdict takes that back. */
  readonly foundCancelled?: boolean | undefined;
  /** Whether its token does not open, so that Alipay cannot be asked about it. Its times count all the same. */
  readonly unreadable?: boolean | undefined;
  /** What Alipay last said about its token, and when. */
  readonly verdict?: { readonly valid: boolean; readonly at: number } | undefined;
}

/** Everything that is known of an authorization. The order in which it became known is not part of it. */
export interface Facts {
  readonly pairs: readonly PairFact[];
  /** When the merchant cancelled last. */
  readonly cancelledAt?: number | undefined;
}

/** Who ended a grant: the merchant cancelled it, or we deactivated it. */
export type Ending = 'cancelled' | 'deactivated';

/** What only Alipay can tell: which pair is the newest, or whether the cancellation came after it. */
export type Contest = 'order' | 'cancellation';

/** What the facts amount to. */
export interface Standing {
  /** The newest pair of the newest grant. */
  readonly pairId: string | undefined;
  /** How the newest grant ended, if it did. */
  readonly ending: Ending | undefined;
  readonly contested: Contest | undefined;
  /** While it is contested: the pairs whose tokens Alipay has to be asked about. */
  readonly unasked: readonly string[];
}

/**
 * Derives what an authorization is. The newest grant wins, whatever arrived first; within a grant the newest issue wins;
 * a cancellation ends every grant before it, and a deactivation every grant that was known. Times are Alipay's. Where
 * they do not decide, Alipay's verdicts on the tokens do, and until there are enough of them the standing is contested.
 */
export function standingOf({ pairs, cancelledAt }: Facts): Standing {
  const grant = newest(groupByGrant(withoutInvalid(pairs)), ({ bounds }) => bounds, cancelledAt);
  if (grant === undefined) return certain(undefined, cancelledAt === undefined ? undefined : 'cancelled');
  const readable = grant.item.pairs.filter((pair) => !pair.unreadable);
  const issue = newest(readable, (pair) => pair.issue, cancelledAt);
  const pair = issue?.item ?? grant.item.representative;
  const endings = grant.contenders.map((contender) => endingOf(contender, cancelledAt));
  if (endings.every((ending) => ending === 'cancelled')) return certain(pair.id, 'cancelled');
  if (endings.every(isCertainEnding)) return certain(pair.id, 'deactivated');
  const unasked = [...grant.unasked.map(({ representative }) => representative), ...(issue?.unasked ?? [])];
  if (unasked.length > 0) {
    const contested = endings.some((ending) => ending === 'unclear') ? 'cancellation' : 'order';
    return { pairId: pair.id, ending: undefined, contested, unasked: [...new Set(unasked.map(({ id }) => id))] };
  }
  const ending = endingOf(grant.item, cancelledAt);
  if (ending !== 'unclear') return certain(pair.id, ending);
  // Only a verdict on the newest pair tells whether the cancellation was before or after it.
  if (pair.verdict === undefined || pair.verdict.at < (cancelledAt ?? 0)) {
    return { pairId: pair.id, ending: undefined, contested: 'cancellation', unasked: [pair.id] };
  }
  return certain(pair.id, pair.verdict.valid ? undefined : 'cancelled');
}

function certain(pairId: string | undefined, ending: Ending | undefined): Standing {
  return { pairId, ending, contested: undefined, unasked: [] };
}

/** A token that Alipay called invalid does not contend with one that it called valid since. */
function withoutInvalid(pairs: readonly PairFact[]): readonly PairFact[] {
  const invalid = pairs.filter(({ verdict }) => verdict?.valid === false);
  const since = Math.max(...invalid.map(({ verdict }) => verdict?.at ?? 0));
  const isReplaced = pairs.some(({ verdict }) => verdict?.valid && verdict.at >= since);
  return isReplaced ? pairs.filter((pair) => !invalid.includes(pair)) : pairs;
}

interface GrantFact {
  readonly id: string;
  readonly bounds: Bounds;
  readonly pairs: readonly PairFact[];
  /** Stands for the grant: its pair that Alipay called valid, else its newest that opens, else its newest. */
  readonly representative: PairFact;
  readonly unreadable: boolean;
  readonly verdict: PairFact['verdict'];
  readonly deactivated: boolean;
  readonly foundCancelled: boolean;
}

function groupByGrant(pairs: readonly PairFact[]): GrantFact[] {
  const groups = new Map<string, PairFact[]>();
  for (const pair of pairs) groups.set(pair.grantId, [...(groups.get(pair.grantId) ?? []), pair]);
  return [...groups].flatMap(([id, members]) => {
    const sorted = members.toSorted(byIssue);
    const readable = sorted.filter((pair) => !pair.unreadable);
    const representative = readable.findLast(({ verdict }) => verdict?.valid) ?? readable.at(-1) ?? sorted.at(-1);
    if (representative === undefined) return [];
    const { grant: bounds, verdict } = representative;
    const deactivated = members.some((pair) => pair.deactivated);
    // A rotation that arrives after all is a proof that Alipay had not refused all of it.
    const foundCancelled = members.every((pair) => pair.foundCancelled) && representative.verdict?.valid !== true;
    const unreadable = readable.length === 0;
    const ends = { deactivated, foundCancelled };
    return [{ id, bounds, pairs: sorted, representative, verdict, unreadable, ...ends }];
  });
}

interface Contender {
  readonly id: string;
  readonly verdict?: PairFact['verdict'];
  readonly unreadable?: boolean | undefined;
}

interface Newest<T> {
  readonly item: T;
  /** Those that are not certainly before another. */
  readonly contenders: readonly T[];
  /** Contenders that lack a verdict which would tell them apart. */
  readonly unasked: readonly T[];
}

/** The newest of several, and what would make it certain. */
function newest<T extends Contender>(
  items: readonly T[],
  boundsOf: (item: T) => Bounds,
  cancelledAt: number | undefined,
): Newest<T> | undefined {
  const contenders = items
    .filter((one) => items.every((other) => compareBounds(boundsOf(one), boundsOf(other)) !== 'earlier'))
    .toSorted((a, b) => compareNumbers(boundsOf(a), boundsOf(b)) || compareText(a.id, b.id));
  const last = contenders.at(-1);
  if (last === undefined || contenders.length === 1) return last && { item: last, contenders, unasked: [] };
  const since = Math.max(cancelledAt ?? 0, ...contenders.map((one) => boundsOf(one).before));
  const unasked = contenders.filter(
    ({ verdict, unreadable }) => !unreadable && (verdict === undefined || verdict.at < since),
  );
  const valid = unasked.length > 0 ? undefined : contenders.findLast(({ verdict }) => verdict?.valid);
  return { item: valid ?? last, contenders: valid === undefined ? contenders : [valid], unasked };
}

/** How a grant ended, as far as times tell. */
function endingOf(
  { bounds, deactivated, foundCancelled }: Pick<GrantFact, 'bounds' | 'deactivated' | 'foundCancelled'>,
  cancelledAt: number | undefined,
): Ending | 'unclear' | undefined {
  const order = cancelledAt === undefined ? 'earlier' : compareBounds(exactly(cancelledAt), bounds);
  if (order === 'later' || foundCancelled) return 'cancelled';
  if (deactivated) return 'deactivated';
  return order === 'unclear' ? order : undefined;
}

const isCertainEnding = (ending: Ending | 'unclear' | undefined) => ending === 'cancelled' || ending === 'deactivated';
const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const compareNumbers = (a: Bounds, b: Bounds) => a.before - b.before || a.after - b.after;
const byIssue = (a: PairFact, b: PairFact) => compareNumbers(a.issue, b.issue) || compareText(a.id, b.id);
