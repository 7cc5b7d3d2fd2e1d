import type { HubContext } from '../context/hub-context.js';
import type { ForgottenMerchant } from '../context/hub-module.js';

/** Erases a merchant from the items of jobs; and every exported file, because each holds all merchants. */
export async function forgetInJobs(
  { store }: HubContext,
  { appId, authAppId, reference }: ForgottenMerchant,
): Promise<void> {
  await store.write(async (database) => {
    await database
      .deleteFrom('hub_job_item')
      .where('app_id', '=', appId)
      .where((where) =>
        where.or([
          where('auth_app_id', '=', authAppId),
          ...(reference === null ? [] : [where('reference', '=', reference)]),
        ]),
      )
      .execute();
    await database.deleteFrom('hub_job_chunk').execute();
  });
}
