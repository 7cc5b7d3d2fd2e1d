import type { Application } from '../context/application.js';
import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { isVaultError } from '../errors/vault-error.js';
import { rotate } from '../lifecycle/rotate.js';
import { CallSlots } from './call-slots.js';
import { DueQueue } from './due-queue.js';
import { remeasureClock } from './remeasure-clock.js';

/** Rotations of one turn; between turns the worker looks around, and may be stopped. */
const turnLimit = 500;

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
  const queue = new DueQueue(context, appId, turnLimit);
  const first = await queue.next();
  if (first === undefined) return false;
  if (alipayClock.isSkewed && (await remeasureClock(context, application))) return false;
  const limit = Math.min(context.settings.concurrency, circuit.limit);
  const slots = new CallSlots(limit);
  let rotated = 0;
  const lane = async (begin: AuthorizationKey | undefined) => {
    for (let key = begin; key !== undefined; key = await queue.next()) {
      if (await rotateQuietly(context, key, await slots.enter())) rotated += 1;
      if (circuit.isOpen || alipayClock.isSkewed) queue.close();
    }
  };
  // While as many calls as may be are under way, as many answers are being stored.
  const others = 2 * limit - 1;
  await Promise.all([lane(first), ...Array.from({ length: others }, async () => lane(await queue.next()))]);
  return rotated > 0 && (queue.isCut || rotated < queue.taken);
}

/** What fails is written down where it belongs, and tried again in its time. */
async function rotateQuietly(context: VaultContext, key: AuthorizationKey, leave: () => void): Promise<boolean> {
  try {
    const request = { reason: 'due', ifDue: true, onAnswered: leave };
    await context.flights.share(`due ${key.appId} ${key.authAppId}`, () => rotate(context, key, request));
    return true;
  } catch (cause) {
    if (!isVaultError(cause) || cause.code === 'database') {
      context.report({ kind: 'worker', ...key, message: 'a rotation failed', cause });
    }
    return false;
  } finally {
    leave();
  }
}
