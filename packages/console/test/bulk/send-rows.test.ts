import { HubProblem } from '@lingpai/hub-client';
import type { Link } from '@lingpai/hub-client/types';
import { describe, expect, it } from 'vitest';
import type { InvitationRow, NewInvitation } from '../../src/pages/invite/bulk/invitation-row.js';
import { readRows } from '../../src/pages/invite/bulk/read-rows.js';
import { type RowOutcome, sendRows } from '../../src/pages/invite/bulk/send-rows.js';

const appId = '2021000000000001';

function rowsOf(count: number): readonly InvitationRow[] {
  const file = readRows(`reference\n${Array.from({ length: count }, (_, index) => `shop-${index}`).join('\n')}`, []);
  return 'rows' in file ? file.rows : [];
}

const problem = (status: number, retryAfter?: number) =>
  new HubProblem({
    type: 'urn:lingpai:problem:test',
    status,
    title: 'Test',
    detail: 'a test',
    code: undefined,
    requestId: undefined,
    members: {},
    retryAfter,
  });

/** A hub that keeps what was created by key, as the hub does. */
class FakeHub {
  readonly links = new Map<string, Link>();
  readonly waits: number[] = [];
  now = 1_000;
  /** Called with the number of the request before it has an effect. */
  before: (request: number, invitation: NewInvitation) => void = () => undefined;
  /** Called after it had one. */
  after: (request: number) => void = () => undefined;
  #requests = 0;
  readonly stopping = new AbortController();

  async send(rows: readonly InvitationRow[], known: ReadonlyMap<number, RowOutcome> = new Map()) {
    const outcomes = new Map(known);
    let error: unknown;
    await sendRows(rows, {
      appId,
      calls: {
        create: async (invitation, key) => this.#create(invitation, key),
        get: async (id) => this.#find(id),
        newest: async () => Math.max(0, ...[...this.links.values()].map(({ createdAt }) => createdAt)),
      },
      known,
      signal: this.stopping.signal,
      onOutcome: ({ number }, outcome) => outcomes.set(number, outcome),
      pause: async (milliseconds) => void this.waits.push(milliseconds),
    }).catch((thrown: unknown) => {
      error = thrown;
    });
    return { outcomes, error, kinds: [...outcomes].sort(([a], [b]) => a - b).map(([, { kind }]) => kind) };
  }

  get references(): string[] {
    return [...this.links.values()].map(({ reference }) => reference).sort();
  }

  #create(invitation: NewInvitation, key: string): Link {
    const request = ++this.#requests;
    this.before(request, invitation);
    const id = `link-${this.links.size}`;
    const made = { id, reference: invitation.reference, state: 'created', createdAt: ++this.now } as Link;
    const link = this.links.get(key) ?? made;
    this.links.set(key, link);
    this.after(request);
    // The hub responds as it did at first, whatever has become of the link.
    return { ...link, state: 'created' };
  }

  #find(id: string): Link {
    const link = [...this.links.values()].find((one) => one.id === id);
    if (link === undefined) throw problem(404);
    return link;
  }
}

describe('sending rows', () => {
  it('creates a link for each', async () => {
    const hub = new FakeHub();
    const { kinds, error } = await hub.send(rowsOf(9));
    expect([kinds, error]).toEqual([Array(9).fill('created'), undefined]);
    expect(hub.references).toHaveLength(9);
  });

  it('creates nothing twice when an upload that was interrupted is repeated', async () => {
    const hub = new FakeHub();
    const rows = rowsOf(20);
    hub.after = (request) => {
      if (request > 7) throw new TypeError('Failed to fetch');
    };
    const first = await hub.send(rows);
    expect(first.error).toBeInstanceOf(TypeError);
    const created = hub.links.size;
    expect(created).toBeGreaterThan(7);
    hub.after = () => undefined;
    const second = await hub.send([...rows].reverse());
    expect(second.error).toBeUndefined();
    expect(second.kinds.filter((kind) => kind === 'existing')).toHaveLength(created);
    expect(hub.references).toEqual(rows.map(({ cells }) => cells.reference).sort());
  });

  it('goes on in the same window with what has no link yet', async () => {
    const hub = new FakeHub();
    const rows = rowsOf(6);
    hub.before = (_, { reference }) => {
      if (reference === 'shop-2') throw problem(409);
    };
    const first = await hub.send(rows);
    expect(first.kinds).toEqual(['created', 'created', 'refused', 'created', 'created', 'created']);
    const sent: string[] = [];
    hub.before = (_, { reference }) => void sent.push(reference);
    const second = await hub.send(rows, first.outcomes);
    expect([sent, second.kinds]).toEqual([['shop-2'], Array(6).fill('created')]);
  });

  it('waits as long as the hub asks for, and is interrupted when that does not help', async () => {
    const hub = new FakeHub();
    hub.before = (request) => {
      if (request < 3) throw problem(429, 7);
    };
    expect((await hub.send(rowsOf(1))).kinds).toEqual(['created']);
    expect(hub.waits).toEqual([7_000, 7_000]);
    hub.before = () => {
      throw problem(503, 1);
    };
    const { outcomes, error } = await hub.send(rowsOf(3));
    expect([outcomes.size, error]).toMatchObject([0, { status: 503 }]);
  });

  it('stops at once when the session has ended', async () => {
    const hub = new FakeHub();
    hub.before = () => {
      throw problem(401);
    };
    expect((await hub.send(rowsOf(9))).error).toMatchObject({ status: 401 });
    expect(hub.waits).toEqual([]);
  });

  it('sends no further row when it is stopped', async () => {
    const hub = new FakeHub();
    hub.after = (request) => {
      if (request === 5) hub.stopping.abort();
    };
    const { outcomes, error } = await hub.send(rowsOf(50));
    expect(error).toBeUndefined();
    expect(outcomes.size).toBeLessThan(10);
    expect(outcomes.size).toBe(hub.links.size);
  });

  it('replaces a link that can no longer be used, once', async () => {
    const hub = new FakeHub();
    const rows = rowsOf(3);
    await hub.send(rows);
    const states = ['revoked', 'authorized', 'expired'] as const;
    for (const [index, [key, link]] of [...hub.links].entries()) {
      hub.links.set(key, { ...link, state: states[index] ?? 'created' });
    }
    expect((await hub.send(rows)).kinds).toEqual(['created', 'existing', 'created']);
    const { kinds, outcomes } = await hub.send(rows);
    expect(kinds).toEqual(['existing', 'existing', 'existing']);
    expect(hub.links.size).toBe(5);
    expect(outcomes.get(3)).toMatchObject({ link: { state: 'authorized' } });
  });
});
