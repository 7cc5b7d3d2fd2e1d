import type { HubContext } from '../context/hub-context.js';
import { type ApiKey, mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';

/**
 * The applications that a list is about: the one that was asked for, or all that the hub serves and the key is for.
 *
 * @throws HubError when it is unknown, or the key is not for it
 */
export function permittedApplications(
  { applications, vault }: Pick<HubContext, 'applications' | 'vault'>,
  apiKey: ApiKey | undefined,
  appId: string | undefined,
): string[] {
  if (appId === undefined) {
    const served = vault.applications().map((application) => application.appId);
    return apiKey === undefined ? served : served.filter((one) => mayUse(apiKey, one));
  }
  if (apiKey !== undefined && !mayUse(apiKey, appId)) {
    throw new HubError('application-not-permitted', 'the API key is not for this application', { members: { appId } });
  }
  applications.check(appId);
  return [appId];
}

/** @throws HubError when the key is not for every application */
export function checkAllApplications(apiKey: ApiKey | undefined): void {
  if (apiKey?.appIds === undefined) return;
  throw new HubError('application-not-permitted', 'this takes an API key for every application');
}
