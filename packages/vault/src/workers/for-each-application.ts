import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';

/**
 * Runs a turn of a worker for every application at the same time. One that is stopped, slow or failing keeps no other
 * from its turn.
 *
 * @param turn returns whether there is more to do; `isStopping` tells it to begin nothing more, because the workers are
 * being stopped, or because the application is being removed or was replaced
 * @returns whether there is more to do for any application
 * @throws the first failure, when every application has had its turn
 */
export async function forEachApplication(
  { applications }: VaultContext,
  turn: (application: Application, isStopping: () => boolean) => Promise<boolean>,
  stopping?: AbortSignal,
): Promise<boolean> {
  const turns = await Promise.allSettled(
    applications
      .values()
      .map(({ appId }) =>
        applications.use(appId, (application) =>
          turn(application, () => stopping?.aborted === true || !applications.isServed(application)),
        ),
      ),
  );
  const failed = turns.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return turns.some((one) => one.status === 'fulfilled' && one.value);
}
