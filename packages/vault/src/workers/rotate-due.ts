import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { DueQueue } from './due-queue.js';
import { forEachApplication } from './for-each-application.js';
import { remeasureClock } from './remeasure-clock.js';
import { rescheduleRotations } from './reschedule-rotations.js';
import { RotationPipeline, rotateQuietly } from './rotation-pipeline.js';

/** Milliseconds after which a turn takes nothing more from the queue. */
const longestTurn = 5_000;
/** Rotations per turn at most. */
const turnLimit = 10_000;

/**
 * Rotates what is due. Each application's circuit limits how many rotations run at the same time.
 *
 * @param stopping aborted when nothing more may start
 * @returns whether there may be more
 */
export async function rotateDue(context: VaultContext, stopping?: AbortSignal): Promise<boolean> {
  return forEachApplication(
    context,
    (application, isStopping) => rotateDueOf(context, application, isStopping),
    stopping,
  );
}

async function rotateDueOf(
  context: VaultContext,
  application: Application,
  isStopping: () => boolean,
): Promise<boolean> {
  const { appId, alipayClock, circuit } = application;
  if (await rescheduleRotations(context, application, isStopping)) return false;
  const queue = new DueQueue(context, appId, turnLimit);
  if (!(await queue.hasAny())) return false;
  if (alipayClock.isSkewed && (await remeasureClock(context, application))) return false;
  if (circuit.isOpen) {
    // One rotation probes whether Alipay responds again.
    const [key] = await queue.take(1);
    if (key === undefined || !(await rotateQuietly(context, key)) || circuit.isOpen) return false;
  }
  const end = performance.now() + longestTurn;
  const line = new RotationPipeline(context, application, queue, {
    mayTake: () => performance.now() < end && !isStopping(),
    mayCall: () => !circuit.isOpen && !alipayClock.isSkewed && !isStopping(),
  });
  const rotated = await line.run();
  return rotated > 0 && (!queue.isOver || rotated < queue.taken);
}
