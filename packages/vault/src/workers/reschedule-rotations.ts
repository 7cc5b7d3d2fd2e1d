import type { Application, RotationPolicy } from '../context/application.js';
import { randomShare, type VaultContext } from '../context/vault-context.js';
import { isDueBy, rotationDue } from '../ordering/schedule.js';
import type { Database } from '../store/engine.js';
import type { AuthorizationRow } from '../store/schema.js';

const page = 500;
/** Milliseconds after which it is done again: a process with another policy may have scheduled rotations meanwhile. */
const interval = 3_600_000;

const rescheduledAt = new WeakMap<Application, number>();

/**
 * Schedules rotations anew that were scheduled by another policy than the application has now: otherwise what had been scheduled
 * by `never` would expire. What waits after a failure, or is due for another reason, keeps its time.
 *
 * @returns whether it was broken off
 */
export async function rescheduleRotations(
  context: VaultContext,
  application: Application,
  isStopping: () => boolean,
): Promise<boolean> {
  const { store, clock } = context;
  const now = clock();
  if (Math.abs(now - (rescheduledAt.get(application) ?? Number.NEGATIVE_INFINITY)) < interval) return false;
  for (let after: string | undefined = ''; after !== undefined; ) {
    if (isStopping()) return true;
    const rows = await store.read((database) => readPage(database, application.appId, after ?? ''));
    const changed = rows.filter(({ due_policy }) => due_policy !== JSON.stringify(application.rotation));
    if (changed.length > 0) {
      await store.write(async (database) => {
        for (const row of changed) await reschedule(context, database, application.rotation, row);
      });
    }
    after = rows.length < page ? undefined : rows.at(-1)?.auth_app_id;
  }
  rescheduledAt.set(application, now);
  return false;
}

type Scheduled = Pick<
  AuthorizationRow,
  | 'app_id'
  | 'auth_app_id'
  | 'pair_id'
  | 'due_at'
  | 'due_policy'
  | 'attempts'
  | 'reason'
  | 'issued_at'
  | 'refresh_deadline'
> & { readonly is_rotatable: unknown };

function readPage(database: Database, appId: string, after: string): Promise<Scheduled[]> {
  return database
    .selectFrom('authorization as a')
    .innerJoin('pair as p', 'p.id', 'a.pair_id')
    .select(['a.app_id', 'a.auth_app_id', 'a.pair_id', 'a.due_at', 'a.due_policy', 'a.attempts', 'a.reason'])
    .select(['a.issued_at', 'a.refresh_deadline'])
    .select((select) => select('p.sealed_refresh_token', 'is not', null).as('is_rotatable'))
    .where('a.app_id', '=', appId)
    .where('a.auth_app_id', '>', after)
    .orderBy('a.auth_app_id')
    .limit(page)
    .execute();
}

/** A row that was changed since it was read stays as it is. */
async function reschedule(
  context: VaultContext,
  database: Database,
  policy: RotationPolicy,
  row: Scheduled,
): Promise<void> {
  const times = { issuedAt: row.issued_at ?? 0, refreshDeadline: row.refresh_deadline ?? undefined };
  const before: RotationPolicy | null = row.due_policy === null ? null : JSON.parse(row.due_policy);
  const follows =
    before !== null &&
    Boolean(row.is_rotatable) &&
    row.attempts === 0 &&
    (row.reason === null || row.reason === 'permission-missing') &&
    isDueBy(before, times, row.due_at);
  const due_at = follows ? rotationDue(policy, times, randomShare(context)) : row.due_at;
  await database
    .updateTable('authorization')
    .set({ due_at, due_policy: JSON.stringify(policy) })
    .where('app_id', '=', row.app_id)
    .where('auth_app_id', '=', row.auth_app_id)
    .where('pair_id', '=', row.pair_id)
    .where('attempts', '=', row.attempts)
    .where('due_at', row.due_at === null ? 'is' : '=', row.due_at)
    .execute();
}
