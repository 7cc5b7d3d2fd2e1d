import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { insertMissing } from '../store/hub-store.js';
import { type ApplicationKeys, certificatesOf, createClient } from './application-keys.js';
import type { ChangedApplication, NewApplication } from './application-schema.js';
import type { ApplicationRow } from './application-table.js';
import { readApplication } from './read-application.js';
import { checkReturnUrls } from './return-urls.js';

/** @param by the id of the API key @throws HubError */
export async function addApplication(
  context: HubContext,
  { appId, name = appId, endpoint, notifyRule, rotation, returnUrls, keys }: NewApplication,
  by: string | undefined,
): Promise<ApplicationRow> {
  const { store, clock, vault, applications } = context;
  checkKeys(appId, keys, endpoint);
  checkReturnUrls(returnUrls);
  const now = clock();
  const row: ApplicationRow = {
    app_id: appId,
    name,
    state: 'enabled',
    endpoint,
    notify_rule: notifyRule,
    rotation: JSON.stringify(rotation),
    return_urls: JSON.stringify(returnUrls),
    ...keyColumns(context, appId, keys),
    version: 1,
    created_at: now,
    updated_at: now,
  };
  const isNew = await store.write((database) => insertMissing(store, database, 'hub_application', row));
  const stored = isNew ? row : await readApplication(context, appId);
  if (!isNew && !isSame(context, stored, row)) {
    throw new HubError('application-exists', 'the application exists already; PATCH changes it', {
      members: { appId },
    });
  }
  await applications.refresh();
  checkServed(context, appId);
  await vault.recordAudit({ kind: 'application-added', detail: { appId, by } });
  return stored;
}

/** Whether an application was added by the same request, which is made again. */
function isSame({ vault }: HubContext, stored: ApplicationRow, row: ApplicationRow): boolean {
  return stored.created_at === row.created_at && openKeys(vault, stored) === openKeys(vault, row);
}

/** @param by the id of the API key @throws HubError */
export async function changeApplication(
  context: HubContext,
  appId: string,
  changes: ChangedApplication,
  by: string | undefined,
): Promise<ApplicationRow> {
  const { store, clock, vault, applications } = context;
  const row = await store.write(async (database) => {
    const query = database.selectFrom('hub_application').selectAll().where('app_id', '=', appId);
    const before = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    if (before === undefined) {
      throw new HubError('unknown-application', 'there is no such application', { members: { appId } });
    }
    const { name, state, notifyRule, rotation, returnUrls, keys } = changes;
    if (returnUrls !== undefined) checkReturnUrls(returnUrls);
    if (keys !== undefined) checkKeys(appId, keys, before.endpoint);
    const after: ApplicationRow = {
      ...before,
      ...(name === undefined ? {} : { name }),
      ...(state === undefined ? {} : { state }),
      ...(notifyRule === undefined ? {} : { notify_rule: notifyRule }),
      ...(rotation === undefined ? {} : { rotation: JSON.stringify(rotation) }),
      ...(returnUrls === undefined ? {} : { return_urls: JSON.stringify(returnUrls) }),
      ...(keys === undefined ? {} : keyColumns(context, appId, keys)),
      version: before.version + 1,
      updated_at: clock(),
    };
    const { app_id: _, ...columns } = after;
    await database.updateTable('hub_application').set(columns).where('app_id', '=', appId).execute();
    return after;
  });
  await applications.refresh();
  const detail = { appId, changed: Object.keys(changes).sort(), state: row.state, by };
  await vault.recordAudit({ kind: 'application-changed', detail });
  return row;
}

/** @throws HubError when a client cannot be made of them */
function checkKeys(appId: string, keys: ApplicationKeys, endpoint: string): void {
  try {
    createClient(appId, keys, { endpoint });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new HubError('invalid-request', `keys: ${cause.message}`, { cause });
  }
}

const placeOf = (appId: string) => ({ table: 'hub_application', row: appId, field: 'sealed_keys' });

/** As JSON. @throws VaultError when they do not open */
function openKeys(vault: HubContext['vault'], { app_id, sealed_keys: bytes, key_id: keyId }: ApplicationRow): string {
  return vault.unseal({ bytes, keyId }, placeOf(app_id));
}

function keyColumns(
  { vault }: HubContext,
  appId: string,
  keys: ApplicationKeys,
): Pick<ApplicationRow, 'certificates' | 'sealed_keys' | 'key_id'> {
  const { bytes, keyId } = vault.seal(JSON.stringify(keys), placeOf(appId));
  return { certificates: JSON.stringify(certificatesOf(keys)), sealed_keys: bytes, key_id: keyId };
}

function checkServed({ vault }: HubContext, appId: string): void {
  if (vault.applications().some((one) => one.appId === appId)) return;
  throw new HubError('conflict', "the application is stored, and cannot be served; the hub's log says why", {
    members: { appId },
  });
}
