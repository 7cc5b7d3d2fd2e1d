import { createHash } from 'node:crypto';
import {
  AlipayNotificationError,
  AlipaySignatureError,
  type NotificationFields,
  parseNotification,
  readAuthorizationNotice,
  readWithdrawalNotice,
} from '@lingpai/alipay';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { stageEntry } from '../inbox/stage-entry.js';
import { applyNotice } from './apply-notice.js';

/** What to answer Alipay with, as it is. Anything but `success` makes it deliver again. */
export type NoticeResponse = 'success' | 'fail';

/**
 * Verifies a notice, stores it, and gives it its effect.
 *
 * @throws TypeError when `rawBody` is no body @throws VaultError `unknown-application`
 */
export async function receiveNotice(
  context: VaultContext,
  appId: string,
  rawBody: string | Uint8Array,
  contentType?: string,
): Promise<NoticeResponse> {
  applicationOf(context, appId);
  const fields = await verifiedFields(context, appId, rawBody, contentType);
  if (fields === undefined) return 'fail';
  const share = `notice ${appId} ${fields.notify_id ?? fields.msg_id}`;
  return context.flights.share(share, () => takeIn(context, appId, fields));
}

async function takeIn(context: VaultContext, appId: string, fields: NotificationFields): Promise<NoticeResponse> {
  try {
    const entry = await stageNotice(context, appId, fields);
    // Whatever else Alipay sends here is none of the vault's business, and need not come again.
    if (entry === undefined || entry.state === 'done' || entry.state === 'failed') return 'success';
    await applyNotice(context, entry.id);
    return 'success';
  } catch (cause) {
    context.report({ kind: 'worker', appId, message: 'a notice had no effect yet; it is tried again', cause });
    return 'fail';
  }
}

/** `undefined` for what is not Alipay's: nothing of it is stored. */
async function verifiedFields(
  context: VaultContext,
  appId: string,
  rawBody: string | Uint8Array,
  contentType: string | undefined,
): Promise<NotificationFields | undefined> {
  const { client, notifyRule } = applicationOf(context, appId);
  try {
    const fields = await client.verifyNotification(parseNotification(rawBody, contentType), { rule: notifyRule });
    if (fields.app_id === appId) return fields;
    refuse(context, appId, 'a notice is for another application');
  } catch (cause) {
    if (!(cause instanceof AlipayNotificationError) && !(cause instanceof AlipaySignatureError)) throw cause;
    refuse(context, appId, "a notice is not Alipay's", cause);
  }
  return undefined;
}

function refuse(context: VaultContext, appId: string, message: string, cause?: unknown): void {
  context.report({ kind: 'notice-refused', appId, message, cause });
}

async function stageNotice(context: VaultContext, appId: string, fields: NotificationFields) {
  const grant = readAuthorizationNotice(fields);
  const notice = grant ?? readWithdrawalNotice(fields);
  if (notice === undefined) return undefined;
  const code = grant?.appAuthCode;
  return stageEntry(context, {
    kind: 'notice',
    appId,
    dedupeKey: createHash('sha256').update(notice.notifyId).digest('hex'),
    body: JSON.stringify(fields),
    codeKey: code === undefined ? undefined : context.secret.fingerprint(appId, code),
  });
}
