import type { Authorization } from '../lifecycle/authorization.js';
import type { NotificationContext } from './authorization-notification.js';
import { messageFields } from './message-notification.js';
import type { NotificationDraft } from './notification.js';
import { notifyIdText } from './notify-id.js';

/** `alipay.open.auth.appauth.cancelled`, a message of the message service: a merchant cancelled. */
export function cancellationNotification(
  authorization: Authorization,
  context: NotificationContext,
): NotificationDraft {
  const { at, random, settings } = context;
  const { appId, merchant } = authorization;
  const notifyId = notifyIdText(random, at);
  const kind = 'alipay.open.auth.appauth.cancelled';
  const bizContent = contents(authorization)[settings.cancellationContent];
  const fields = messageFields(kind, { notifyId, at, appId, charset: settings.notificationCharset, bizContent });
  return { kind, appId, authAppId: merchant.authAppId, notifyId, fields };
}

/** No public source settles the contents; these are the ways in which samples differ. */
function contents({ appId, merchant, current }: Authorization) {
  return {
    application: { app_id: appId, auth_app_id: merchant.authAppId, user_id: merchant.userId },
    token: { order_id: current.appAuthToken, user_id: merchant.userId },
    user: { user_id: merchant.userId },
  };
}
