import { appendStreams } from '../authorization/append-streams.js';
import { newEvent } from '../authorization/next-row.js';
import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { alertDays, nextAlert } from '../ordering/schedule.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';
import { writeAuthorizations } from '../store/write-authorizations.js';
import { forEachApplication } from './for-each-application.js';
import { isTimeCertain } from './is-time-certain.js';

const page = 100;
const retryAfter = 3_600_000;
const day = 24 * 3_600_000;

/** Emits events about refresh tokens that expire soon, or have expired. @returns whether there may be more */
export function sendDeadlineAlerts(context: VaultContext): Promise<boolean> {
  return forEachApplication(context, async (application, isStopping) => {
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
    // Our own clock expires no refresh token.
    if (rows.length === 0 || !(await isTimeCertain(context, application))) return false;
    for (const { auth_app_id: authAppId } of rows) {
      if (isStopping()) return false;
      await alertQuietly(context, application, { appId, authAppId });
    }
    return rows.length === page;
  });
}

/** One that fails is tried again in an hour, and keeps no other from its alert. */
async function alertQuietly(context: VaultContext, application: Application, key: AuthorizationKey): Promise<void> {
  try {
    await alertOne(context, application, key);
  } catch (cause) {
    if (isVaultError(cause, 'database')) throw cause;
    const kind = isVaultError(cause, 'tampered') ? 'tampered' : 'worker';
    context.report({ kind, ...key, message: 'an alert about a refresh deadline failed; it is tried again', cause });
    await context.store.write((database) =>
      database
        .updateTable('authorization')
        .set({ alert_at: application.alipayClock.now() + retryAfter })
        .where('app_id', '=', key.appId)
        .where('auth_app_id', '=', key.authAppId)
        .where('alert_at', 'is not', null)
        .execute(),
    );
  }
}

async function alertOne(context: VaultContext, { alipayClock }: Application, key: AuthorizationKey): Promise<void> {
  const now = alipayClock.now();
  await context.store.write(async (database) => {
    const before = await lockAuthorization(context, database, key);
    if (before === undefined || before.alert_at === null || before.alert_at > now) return;
    const deadline = before.refresh_deadline ?? now;
    // After an interruption only the current number of days matters, not those that passed meanwhile.
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

/** The token may still work, and is served, but it cannot be rotated any more. */
function expired(row: AuthorizationRow): AuthorizationRow {
  if (row.state !== 'active') return { ...row, due_at: null };
  return { ...row, state: 'attention', reason: 'cannot-rotate', due_at: null, generation: row.generation + 1 };
}
