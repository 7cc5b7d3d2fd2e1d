/** A moment that was not before `after` and not after `before`; milliseconds since 1970. */
export interface Bounds {
  readonly after: number;
  readonly before: number;
}

export type Order = 'earlier' | 'later' | 'unclear';

export const exactly = (time: number): Bounds => ({ after: time, before: time });

/** Which of two moments was first, as far as it is certain. */
export function compareBounds(a: Bounds, b: Bounds): Order {
  if (a.before < b.after) return 'earlier';
  return a.after > b.before ? 'later' : 'unclear';
}

/** What two statements about one moment leave possible; `a` when they contradict each other. */
export function narrowBounds(a: Bounds, b: Bounds): Bounds {
  const after = Math.max(a.after, b.after);
  const before = Math.min(a.before, b.before);
  return after <= before ? { after, before } : a;
}
