import type { Authorization } from '../lifecycle/authorization.js';
import type { NotificationContext } from './authorization-notification.js';
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
  const fields = {
    notify_id: notifyId,
    utc_timestamp: String(at),
    msg_method: 'alipay.open.auth.appauth.cancelled',
    app_id: appId,
    version: '1.1',
    charset: settings.notificationCharset,
    biz_content: JSON.stringify(contents(authorization)[settings.cancellationContent]),
  };
  return { kind: 'alipay.open.auth.appauth.cancelled', appId, authAppId: merchant.authAppId, notifyId, fields };
}

/** No public source settles the contents; these are the ways in which samples differ. */
function contents({ appId, merchant, current }: Authorization) {
  return {
    application: { app_id: appId, auth_app_id: merchant.authAppId, user_id: merchant.userId },
    token: { order_id: current.appAuthToken, user_id: merchant.userId },
    user: { user_id: merchant.userId },
  };
}
