import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import type { ApiKey } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { insertMissing } from '../store/hub-store.js';
import type { AddressPolicy } from './address-policy.js';
import { mayManage } from './find-webhook.js';
import { type CreatedWebhook, type NewWebhook, type WebhookChanges, webhookOf } from './webhook-schema.js';
import { newSecret, openSecrets, sealSecrets } from './webhook-secrets.js';
import type { WebhookRow } from './webhook-table.js';

/** Adds a receiver. @throws HubError */
export async function createWebhook(
  context: HubContext,
  policy: AddressPolicy,
  { url, name = '', appId = '', reference, types }: NewWebhook,
  by: ApiKey | undefined,
): Promise<CreatedWebhook> {
  if (!mayManage(by, appId)) {
    const message = 'appId: expected an application that the API key itself is for';
    throw new HubError('application-not-permitted', message);
  }
  if (appId !== '') context.applications.check(appId);
  checkUrl(policy, url);
  const { store, vault, clock, random } = context;
  const [id, secret, now] = [newId('webhook', context), newSecret(random), clock()];
  const row: WebhookRow = {
    id,
    name,
    url,
    app_id: appId,
    reference: reference ?? null,
    types: types === undefined ? null : JSON.stringify(types),
    state: 'enabled',
    ...sealSecrets(vault, id, secret, null),
    previous_until: null,
    failures: 0,
    failing_since: null,
    paused_until: null,
    created_at: now,
    updated_at: now,
    created_by: by?.id ?? null,
  };
  await store.write((database) => insertMissing(store, database, 'hub_webhook', row));
  await audit(context, 'webhook-created', row, by);
  return { ...webhookOf(row, now), secret };
}

/** Changes a receiver. A changed address, and one that is enabled, is tried at once. @throws HubError */
export async function updateWebhook(
  context: HubContext,
  policy: AddressPolicy,
  row: WebhookRow,
  { changes, by }: { readonly changes: WebhookChanges; readonly by: ApiKey | undefined },
): Promise<WebhookRow> {
  const { url, name, reference, types, state } = changes;
  if (url !== undefined) checkUrl(policy, url);
  const isFresh = (url !== undefined && url !== row.url) || (state === 'enabled' && row.state === 'disabled');
  const changed: Partial<WebhookRow> = {
    ...(url === undefined ? {} : { url }),
    ...(name === undefined ? {} : { name }),
    ...(reference === undefined ? {} : { reference }),
    ...(types === undefined ? {} : { types: types === null ? null : JSON.stringify(types) }),
    ...(state === undefined ? {} : { state }),
    ...(isFresh ? { failures: 0, failing_since: null, paused_until: null } : {}),
    updated_at: context.clock(),
  };
  await context.store.write((database) =>
    database.updateTable('hub_webhook').set(changed).where('id', '=', row.id).execute(),
  );
  context.events.recorded.notify();
  await audit(context, 'webhook-changed', row, by);
  return { ...row, ...changed };
}

/** Gives a receiver a new secret, unless the request did so before; the one before signs as well for `overlap` seconds. */
export async function rotateSecret(
  context: HubContext,
  row: WebhookRow,
  { overlap, by }: { readonly overlap: number; readonly by: ApiKey | undefined },
): Promise<CreatedWebhook> {
  const { store, vault, clock, random } = context;
  const now = clock();
  const secret = newSecret(random);
  const current = currentSecret(context, row);
  if (current === secret) return { ...webhookOf(row, now), secret };
  const previous = overlap === 0 ? null : current;
  const changed = {
    ...sealSecrets(vault, row.id, secret, previous),
    previous_until: previous === null ? null : now + overlap * 1_000,
    updated_at: now,
  };
  await store.write((database) => database.updateTable('hub_webhook').set(changed).where('id', '=', row.id).execute());
  await audit(context, 'webhook-secret-rotated', row, by);
  return { ...webhookOf({ ...row, ...changed }, now), secret };
}

/** @returns `null` when it does not open: then nothing can be signed with it */
function currentSecret({ vault, log }: HubContext, row: WebhookRow): string | null {
  try {
    return openSecrets(vault, { ...row, sealed_previous: null }, 0)[0] ?? null;
  } catch (err) {
    log.error({ err, webhookId: row.id }, 'the secret of a receiver does not open; it is replaced at once');
    return null;
  }
}

/** Removes a receiver; its deliveries are erased soon. */
export async function deleteWebhook(context: HubContext, row: WebhookRow, by: ApiKey | undefined): Promise<void> {
  await context.store.write((database) => database.deleteFrom('hub_webhook').where('id', '=', row.id).execute());
  await audit(context, 'webhook-deleted', row, by);
}

function checkUrl(policy: AddressPolicy, url: string): void {
  const problem = policy.problemOf(url);
  if (problem !== undefined) throw new HubError('invalid-request', `url: ${problem}`);
}

async function audit({ vault }: HubContext, kind: string, { id, app_id }: WebhookRow, by: ApiKey | undefined) {
  await vault.recordAudit({ kind, detail: { webhookId: id, appId: app_id === '' ? undefined : app_id, by: by?.id } });
}
