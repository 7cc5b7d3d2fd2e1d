import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { longestEventWait } from '../events/event-deliveries.js';
import { longestWait } from '../ordering/schedule.js';
import type { Database } from '../store/engine.js';

/** Milliseconds: what is contested is asked about again after so long; and waits of the inbox, at first and at most. */
const contestInterval = 10 * 60_000;
const inboxWait = { shortest: 1_250, longest: { code: 6.25 * 60_000, notification: 12.5 * 60_000 } } as const;
/** Entries of the inbox and events that are looked at; more than wait for a repetition unless Alipay is down. */
const mostEntries = 1_000;

/**
 * Shortens waits that a clock made absurd which was ahead when they were set: none is longer than it would be if it were
 * set now. Looks only when that may be needed.
 */
export async function shortenWaits(context: VaultContext): Promise<void> {
  if (!context.clockWatch.needsLook()) return;
  await context.store.write((database) => shortenInbox(context, database));
  await context.store.write((database) => shortenOutbox(context, database));
  for (const application of context.applications.values()) {
    await context.store.write(async (database) => {
      await shortenRotations(context, database, application);
      await shortenProbes(context, database, application);
    });
  }
}

/** Rotations that failed; what is due by policy follows from Alipay's own times. */
async function shortenRotations({ clock }: VaultContext, database: Database, { appId }: Application): Promise<void> {
  const now = clock();
  const waiting = await database
    .selectFrom('authorization')
    .select(['attempts', 'reason'])
    .distinct()
    .where('app_id', '=', appId)
    .where('attempts', '>', 0)
    .where('due_at', '>', now + longestWait(1, null))
    .execute();
  for (const { attempts, reason } of waiting) {
    const due_at = now + longestWait(attempts, reason);
    await database
      .updateTable('authorization')
      .set({ due_at })
      .where('app_id', '=', appId)
      .where('attempts', '=', attempts)
      .where('reason', reason === null ? 'is' : '=', reason)
      .where('due_at', '>', due_at)
      .execute();
  }
}

/** Questions to Alipay about tokens. */
async function shortenProbes(
  { settings }: VaultContext,
  database: Database,
  { appId, alipayClock }: Application,
): Promise<void> {
  const now = alipayClock.now();
  const set = (probe_at: number) => database.updateTable('authorization').set({ probe_at }).where('app_id', '=', appId);
  const soon = now + contestInterval;
  await set(soon).where('probe_at', '>', soon).where('contested', 'is not', null).execute();
  const latest = Math.round(now + 1.25 * settings.auditInterval);
  await set(latest).where('probe_at', '>', latest).execute();
}

async function shortenInbox({ clock, applications }: VaultContext, database: Database): Promise<void> {
  const now = clock();
  const entries = await database
    .selectFrom('inbox')
    .select(['id', 'kind', 'attempts', 'due_at'])
    .where('state', '=', 'received')
    .where('due_at', '>', now + inboxWait.shortest)
    .where('app_id', 'in', applications.ids())
    .limit(mostEntries)
    .execute();
  for (const { id, kind, attempts, due_at } of entries) {
    const wait = Math.min(inboxWait.longest[kind], inboxWait.shortest * 2 ** Math.min(attempts, 20));
    if ((due_at ?? 0) <= now + wait) continue;
    await database
      .updateTable('inbox')
      .set({ due_at: Math.round(now + wait) })
      .where('id', '=', id)
      .execute();
  }
}

/** Events that were made, or whose delivery failed, by a clock that was ahead. */
async function shortenOutbox({ clock, applications }: VaultContext, database: Database): Promise<void> {
  const now = clock();
  const events = await database
    .selectFrom('outbox')
    .select(['id', 'attempts', 'due_at'])
    .where('state', '=', 'ready')
    .where('due_at', '>', now)
    .where('app_id', 'in', applications.ids())
    .limit(mostEntries)
    .execute();
  for (const { id, attempts, due_at } of events) {
    const latest = now + longestEventWait(attempts);
    if (due_at <= latest) continue;
    await database
      .updateTable('outbox')
      .set({ due_at: latest })
      .where('id', '=', id)
      .where('due_at', '=', due_at)
      .execute();
  }
}
