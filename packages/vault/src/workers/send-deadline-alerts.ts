import { appendStreams } from '../authorization/append-streams.js';
import { newEvent } from '../authorization/next-row.js';
import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { alertDays, nextAlert } from '../ordering/schedule.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { writeAuthorizations } from '../store/write-authorizations.js';

const page = 100;
const day = 24 * 3_600_000;

/** Tells of refresh tokens that die soon, and of those that have died. @returns whether there may be more */
export async function sendDeadlineAlerts(context: VaultContext): Promise<boolean> {
  let more = false;
  for (const application of context.applications.values()) {
    const { appId, alipayClock } = application;
    const rows = await context.store.read((database) =>
      database
        .selectFrom('authorization')
        .select('auth_app_id')
        .where('app_id', '=', appId)
        .where('alert_at', '<=', alipayClock.now())
        .orderBy('alert_at')
        .limit(page)
        .execute(),
    );
    for (const { auth_app_id: authAppId } of rows) await alertOne(context, application, { appId, authAppId });
    if (rows.length === page) more = true;
  }
  return more;
}

async function alertOne(context: VaultContext, { alipayClock }: Application, key: AuthorizationKey): Promise<void> {
  const now = alipayClock.now();
  await context.store.write(async (database) => {
    const before = await lockAuthorization(context, database, key);
    if (before === undefined || before.alert_at === null || before.alert_at > now) return;
    const deadline = before.refresh_deadline ?? now;
    // Whoever was away for weeks needs to hear how it stands, and not how it stood.
    const daysLeft = alertDays.findLast((days) => deadline - days * day <= now) ?? 0;
    const next = nextAlert(before.refresh_deadline ?? undefined, now);
    const alerted = { ...before, alert_at: next?.at ?? null };
    const after = daysLeft === 0 ? expired(alerted) : alerted;
    const events = [newEvent('deadline', after, daysLeft)];
    if (after.reason !== before.reason) events.push(newEvent('attention', after));
    const change = { before, after: { ...after, updated_at: context.clock() }, cause: 'deadline', events };
    await writeAuthorizations(context, database, await appendStreams(context, database, [change]));
  });
}

/** The token may still work, and is served; but it cannot be rotated any more. */
function expired(row: AuthorizationRow): AuthorizationRow {
  if (row.state !== 'active') return { ...row, due_at: null };
  return { ...row, state: 'attention', reason: 'cannot-rotate', due_at: null, generation: row.generation + 1 };
}
