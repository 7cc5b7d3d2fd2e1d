/** What must not be, counted; the first of each kind in words. */
export const kinds = {
  lost: 'lost',
  falselyMarked: 'falsely marked',
  wronglyServed: 'wrongly served',
  duplicateEvents: 'duplicate events',
  misorderedEvents: 'events lost or out of order',
  brokenAudit: 'broken audit chains',
  quarantined: 'set aside as unreadable',
  leftBehind: 'sealed with a retired key',
  unexpected: 'unexpected errors and ends',
  unsettled: 'unfinished',
};

const mostDetails = 40;

export class Findings {
  /** @type {Record<string, string>} In words. */
  kinds;
  /** @type {Record<string, number>} */
  counts;
  details = [];
  /** Tokens that were served, until they are compared. */
  served = [];
  round = 0;

  /** @param {Record<string, string>} words */
  constructor(words = kinds) {
    this.kinds = words;
    this.counts = Object.fromEntries(Object.keys(words).map((kind) => [kind, 0]));
  }

  add(kind, detail) {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (this.details.length < mostDetails) this.details.push({ round: this.round, kind: this.kinds[kind], detail });
  }

  /** @param lines about the finding that was added last */
  tell(lines) {
    const last = this.details.at(-1);
    if (last !== undefined) last.story ??= lines;
  }

  get total() {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}
