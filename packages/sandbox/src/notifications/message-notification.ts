import { isPlainUrl } from '../applications/application-addresses.js';
import { SandboxError } from '../sandbox-error.js';
import type { NotificationContext } from './authorization-notification.js';
import type { NotificationDraft } from './notification.js';
import { notifyIdText } from './notify-id.js';

/** A message of Alipay's message service: what `sendMessage` and `POST /sandbox/messages` take. */
export interface NewMessage {
  /** The application that is notified. */
  readonly appId: string;
  /** What the message is about, for example `alipay.fund.trans.order.changed`. */
  readonly msgMethod: string;
  /** The members of `biz_content`. Default: none. */
  readonly bizContent?: object;
  /** Where it goes. Default: the application's `notifyUrl`. */
  readonly url?: string;
}

/** What `sendMessage` returns. */
export interface MessageResponse {
  readonly notify_id: string;
}

const methodPattern = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/i;
const longestMethod = 128;

/** @throws SandboxError naming the field that is wrong */
export function checkMessage({ msgMethod, bizContent, url }: NewMessage): void {
  if (!methodPattern.test(msgMethod) || msgMethod.length > longestMethod) {
    throw new SandboxError('invalid', 'msgMethod: expected a name with dots, such as alipay.fund.trans.order.changed');
  }
  if (
    bizContent !== undefined &&
    (typeof bizContent !== 'object' || bizContent === null || Array.isArray(bizContent))
  ) {
    throw new SandboxError('invalid', 'bizContent: expected an object');
  }
  if (url !== undefined && !isPlainUrl(url))
    throw new SandboxError('invalid', 'url: expected an http or https address');
}

/** A message of which the caller decides method and contents. */
export function messageNotification(
  { appId, msgMethod, bizContent = {}, url }: NewMessage,
  { at, random, settings }: NotificationContext,
): NotificationDraft {
  const notifyId = notifyIdText(random, at);
  const fields = messageFields(msgMethod, { notifyId, at, appId, charset: settings.notificationCharset, bizContent });
  return { kind: 'message', appId, authAppId: null, notifyId, ...(url === undefined ? {} : { url }), fields };
}

export interface MessageContent {
  readonly notifyId: string;
  readonly at: number;
  readonly appId: string;
  readonly charset: string;
  readonly bizContent: object;
}

/** The fields of version 1.1 of the message service. */
export function messageFields(
  msgMethod: string,
  { notifyId, at, appId, charset, bizContent }: MessageContent,
): Readonly<Record<string, string>> {
  return {
    notify_id: notifyId,
    utc_timestamp: String(at),
    msg_method: msgMethod,
    app_id: appId,
    version: '1.1',
    charset,
    biz_content: JSON.stringify(bizContent),
  };
}
