import type { Application } from '../context/application.js';
import { type AuthorizationKey, randomShare, type VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { rotate } from '../lifecycle/rotate.js';
import { remeasureClock } from './remeasure-clock.js';

const page = 2_000;
/** Of a page that one turn takes: others who share the database read the same page at the same time. */
const share = 1 / 5;
const leastTaken = 64;

/**
 * Rotates what is due, as many at the same time as the application's circuit admits.
 *
 * @returns whether there may be more
 */
export async function rotateDue(context: VaultContext): Promise<boolean> {
  let more = false;
  for (const application of context.applications.values()) {
    if (await rotateDueOf(context, application)) more = true;
  }
  return more;
}

async function rotateDueOf(context: VaultContext, application: Application): Promise<boolean> {
  const { appId, alipayClock, circuit } = application;
  const due = await findDue(context, appId);
  if (due.length === 0) return false;
  if (alipayClock.isSkewed && (await remeasureClock(context, application))) return false;
  let rotated = 0;
  const queue = pickSome(context, due);
  const lane = async () => {
    for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
      if (await rotateQuietly(context, key)) rotated += 1;
      if (circuit.isOpen || alipayClock.isSkewed) queue.length = 0;
    }
  };
  const lanes = Math.min(context.settings.concurrency, circuit.limit, due.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return rotated > 0 && (due.length === page || rotated < due.length);
}

/** At random, so that several processes seldom pick the same. */
function pickSome(context: VaultContext, due: readonly AuthorizationKey[]): AuthorizationKey[] {
  const shuffled = due
    .map((key) => ({ key, place: randomShare(context) }))
    .sort((a, b) => a.place - b.place)
    .map(({ key }) => key);
  return shuffled.slice(0, Math.max(leastTaken, Math.ceil(due.length * share)));
}

async function findDue(context: VaultContext, appId: string): Promise<AuthorizationKey[]> {
  const rows = await context.store.read((database) =>
    database
      .selectFrom('authorization')
      .select('auth_app_id')
      .where('app_id', '=', appId)
      .where('due_at', '<=', context.clock())
      .where((where) => where.or([where('claim_until', 'is', null), where('claim_until', '<=', context.store.now)]))
      .orderBy('due_at')
      .limit(page)
      .execute(),
  );
  return rows.map(({ auth_app_id: authAppId }) => ({ appId, authAppId }));
}

/** What fails is written down where it belongs, and tried again in its time. */
async function rotateQuietly(context: VaultContext, key: AuthorizationKey): Promise<boolean> {
  try {
    const request = { reason: 'due', ifDue: true };
    await context.flights.share(`due ${key.appId} ${key.authAppId}`, () => rotate(context, key, request));
    return true;
  } catch (cause) {
    if (!isVaultError(cause) || cause.code === 'database') {
      context.report({ kind: 'worker', ...key, message: 'a rotation failed', cause });
    }
    return false;
  }
}
