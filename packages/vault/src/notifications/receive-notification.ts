import { createHash } from 'node:crypto';
import {
  AlipayNotificationError,
  AlipaySignatureError,
  type NotificationFields,
  parseNotification,
  readAuthorizationNotification,
  readCancellationNotification,
  readServiceOrderNotification,
} from '@lingpai/alipay';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { stageEntry } from '../inbox/stage-entry.js';
import { applyNotification } from './apply-notification.js';

/** The plain text to respond to Alipay with. Anything but `success` makes Alipay deliver again. */
export type NotificationResponse = 'success' | 'fail';

/**
 * Verifies, stores and applies a notification.
 *
 * @throws TypeError when `rawBody` is no body @throws VaultError `unknown-application`
 */
export async function receiveNotification(
  context: VaultContext,
  appId: string,
  rawBody: string | Uint8Array,
  contentType?: string,
): Promise<NotificationResponse> {
  const fields = await verifiedFields(context, appId, rawBody, contentType);
  if (fields === undefined) return 'fail';
  return receiveVerified(context, appId, fields);
}

/** Stores and applies a notification whose signature and application were checked. */
export async function receiveVerified(
  context: VaultContext,
  appId: string,
  fields: NotificationFields,
): Promise<NotificationResponse> {
  const share = `notification ${appId} ${fields.notify_id ?? fields.msg_id}`;
  return context.flights.share(share, () => takeIn(context, appId, fields));
}

async function takeIn(context: VaultContext, appId: string, fields: NotificationFields): Promise<NotificationResponse> {
  try {
    const entry = await stageNotification(context, appId, fields);
    // Alipay need not deliver other kinds of notifications again: the vault ignores them.
    if (entry === undefined || entry.state === 'done' || entry.state === 'failed') return 'success';
    await applyNotification(context, entry.id);
    return 'success';
  } catch (cause) {
    context.report({ kind: 'worker', appId, message: 'a notification had no effect yet; it is tried again', cause });
    return 'fail';
  }
}

/** @returns `undefined` if it is not from Alipay; then nothing is stored */
async function verifiedFields(
  context: VaultContext,
  appId: string,
  rawBody: string | Uint8Array,
  contentType: string | undefined,
): Promise<NotificationFields | undefined> {
  const { client, notifyRule } = applicationOf(context, appId);
  try {
    const { fields } = await client.verifyNotification(parseNotification(rawBody, contentType), { rule: notifyRule });
    if (fields.app_id === appId) return fields;
    refuse(context, appId, 'a notification is for another application');
  } catch (cause) {
    if (!(cause instanceof AlipayNotificationError) && !(cause instanceof AlipaySignatureError)) throw cause;
    refuse(context, appId, "a notification is not Alipay's", cause);
  }
  return undefined;
}

function refuse(context: VaultContext, appId: string, message: string, cause?: unknown): void {
  context.report({ kind: 'notification-refused', appId, message, cause });
}

async function stageNotification(context: VaultContext, appId: string, fields: NotificationFields) {
  const grant = readAuthorizationNotification(fields);
  const notification = grant ?? readCancellationNotification(fields) ?? readServiceOrderNotification(fields);
  if (notification === undefined) return undefined;
  const code = grant?.appAuthCode;
  return stageEntry(context, {
    kind: 'notification',
    appId,
    dedupeKey: createHash('sha256').update(notification.notifyId).digest('hex'),
    body: JSON.stringify(fields),
    codeKey: code === undefined ? undefined : context.secret.fingerprint(appId, code),
  });
}
