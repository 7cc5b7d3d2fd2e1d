import type { VaultContext } from '../context/vault-context.js';
import { withoutForgotten } from '../forgetting/tombstone.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';

/** The merchant applications that an entry brought. */
export function parseOutcome(outcome: string | null): string[] {
  const list: unknown = outcome === null ? [] : JSON.parse(outcome);
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
}

/** Closes an entry that has had its effect. Its content is deleted. */
export async function markDone(
  context: VaultContext,
  database: Database,
  id: string,
  outcome: readonly string[],
): Promise<void> {
  const named = await namedOutcome(context, database, id, outcome);
  await database
    .updateTable('inbox')
    .set({
      state: 'done',
      outcome: JSON.stringify([...new Set(named)]),
      problem: null,
      due_at: null,
      settled_at: context.clock(),
      sealed_body: null,
      key_id: null,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .execute();
}

/** A merchant that was forgotten meanwhile is not named. */
async function namedOutcome(
  { secret }: VaultContext,
  database: Database,
  id: string,
  outcome: readonly string[],
): Promise<readonly string[]> {
  if (outcome.length === 0) return outcome;
  const entry = await database.selectFrom('inbox').select('app_id').where('id', '=', id).executeTakeFirst();
  return entry === undefined ? outcome : withoutForgotten(secret, database, entry.app_id, outcome);
}

/** Closes an entry that has no effect, or lets it wait for another entry that has. */
export async function markProblem(
  context: VaultContext,
  database: Database,
  id: string,
  { state, problem }: { readonly state: 'failed' | 'waiting'; readonly problem: NonNullable<InboxRow['problem']> },
): Promise<void> {
  await database
    .updateTable('inbox')
    .set({
      state,
      problem,
      due_at: null,
      settled_at: context.clock(),
      sealed_body: null,
      key_id: null,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .execute();
}

/** An entry that does not open stays as it is, and is not tried again. */
export async function setAsideEntry({ clock }: VaultContext, database: Database, id: string): Promise<void> {
  await database
    .updateTable('inbox')
    .set({
      state: 'failed',
      problem: 'unreadable',
      due_at: null,
      settled_at: clock(),
      key_id: null,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .execute();
}

/** Schedules another attempt. */
export async function postponeEntry(
  database: Database,
  { id, attempts, unknown_attempts }: InboxRow,
  { dueAt, unknown, problem }: { readonly dueAt: number; readonly unknown: boolean; readonly problem: string },
): Promise<void> {
  await database
    .updateTable('inbox')
    .set({
      due_at: dueAt,
      attempts: attempts + 1,
      unknown_attempts: unknown_attempts + Number(unknown),
      problem: problem.slice(0, 64),
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .execute();
}
