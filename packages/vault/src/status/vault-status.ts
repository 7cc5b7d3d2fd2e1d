import { sql } from 'kysely';
import type { CircuitReason } from '../circuit/application-circuit.js';
import type { VaultContext } from '../context/vault-context.js';
import type { AttentionReason, AuthorizationState } from '../store/schema.js';

/** Days before refresh tokens expire, by which authorizations are counted. */
export const deadlineDays = [0, 1, 3, 7, 14, 30, 90] as const;

/** How many authorizations are in a state. */
export interface StateCount {
  readonly appId: string;
  readonly state: AuthorizationState;
  readonly reason: AttentionReason | null;
  readonly count: number;
  /** How many of them should have been rotated by now. */
  readonly due: number;
  /** By days: how many of their refresh tokens expire within them; 0: have expired. */
  readonly deadlines: Readonly<Record<(typeof deadlineDays)[number], number>>;
}

/** What waits to be worked on. */
export interface Backlog {
  readonly waiting: number;
  /** Since when the oldest waits, in milliseconds since 1970; `null` when nothing does. */
  readonly oldest: number | null;
}

export interface ApplicationStatus {
  readonly appId: string;
  /** How far Alipay's clock is ahead of ours, in milliseconds; `null` before a response told it. */
  readonly clockOffset: number | null;
  /** Whether the clocks are more than five minutes apart: nothing is rotated by schedule. */
  readonly isClockSkewed: boolean;
  /** Why its calls about codes and tokens are stopped; `undefined` while they are not. */
  readonly stopped: CircuitReason | undefined;
}

/** What an operator watches. The counts are of the whole database, the rest is of this process. */
export interface VaultStatus {
  readonly states: readonly StateCount[];
  /** Codes and notifications that have had no effect yet. */
  readonly inbox: Backlog;
  /** Events that are not delivered yet. */
  readonly events: Backlog;
  readonly applications: readonly ApplicationStatus[];
  /** Responses of Alipay in the spool, which the database did not take. */
  readonly spooled: number;
}

const day = 24 * 3_600_000;

/** @throws VaultError `database` */
export async function readStatus(context: VaultContext): Promise<VaultStatus> {
  const { spool, applications } = context;
  const [states, inbox, events] = await Promise.all([countStates(context), countInbox(context), countEvents(context)]);
  return {
    states,
    inbox,
    events,
    applications: applications.values().map(({ appId, alipayClock, circuit }) => ({
      appId,
      clockOffset: alipayClock.isCertain ? alipayClock.offset : null,
      isClockSkewed: alipayClock.isSkewed,
      stopped: circuit.reason,
    })),
    spooled: spool.size,
  };
}

async function countStates({ store, clock }: VaultContext): Promise<StateCount[]> {
  const now = clock();
  const before = (column: 'refresh_deadline' | 'due_at', time: number) =>
    sql<number>`sum(case when ${sql.ref(column)} <= ${time} then 1 else 0 end)`;
  const rows = await store.read((database) =>
    database
      .selectFrom('authorization')
      .select(['app_id', 'state', 'reason'])
      .select((select) => select.fn.countAll<number>().as('count'))
      .select(before('due_at', now).as('due'))
      .select(deadlineDays.map((days) => before('refresh_deadline', now + days * day).as(`days_${days}`)))
      .groupBy(['app_id', 'state', 'reason'])
      .execute(),
  );
  return rows.map(({ app_id: appId, state, reason, count, due, ...sums }) => {
    const counts = new Map<string, unknown>(Object.entries(sums));
    const deadlines = deadlineDays.map((days) => [days, Number(counts.get(`days_${days}`))] as const);
    return { appId, state, reason, count: Number(count), due: Number(due), deadlines: toRecord(deadlines) };
  });
}

const toRecord = <Key extends number>(entries: readonly (readonly [Key, number])[]): Record<Key, number> =>
  Object.fromEntries(entries) as Record<Key, number>;

async function countInbox({ store }: VaultContext): Promise<Backlog> {
  return backlogOf(
    await store.read((database) =>
      database
        .selectFrom('inbox')
        .select((select) => [select.fn.countAll<number>().as('waiting'), select.fn.min('received_at').as('oldest')])
        .where('state', 'in', ['received', 'waiting'])
        .executeTakeFirstOrThrow(),
    ),
  );
}

async function countEvents({ store }: VaultContext): Promise<Backlog> {
  return backlogOf(
    await store.read((database) =>
      database
        .selectFrom('outbox')
        .select((select) => [select.fn.countAll<number>().as('waiting'), select.fn.min('created_at').as('oldest')])
        .where('state', 'in', ['ready', 'waiting'])
        .executeTakeFirstOrThrow(),
    ),
  );
}

function backlogOf({ waiting, oldest }: { readonly waiting: unknown; readonly oldest: unknown }): Backlog {
  return { waiting: Number(waiting), oldest: oldest === null ? null : Number(oldest) };
}
