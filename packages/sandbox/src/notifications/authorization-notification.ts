import { chinaTime } from '../clock/china-time.js';
import type { AuthorizationCode, IssuedPair } from '../lifecycle/authorization-code.js';
import type { RandomSource } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import type { NotificationDraft } from './notification.js';
import { notifyIdText, orderNumberText } from './notify-id.js';

export interface NotificationContext {
  /** Sandbox time of what happened. */
  readonly at: number;
  readonly random: RandomSource;
  readonly settings: SandboxSettings;
}

/** `open_app_auth_notify`: a merchant consented. It holds the token pair itself. */
export function authorizationNotification(
  code: AuthorizationCode,
  { authorization, pair }: IssuedPair,
  { at, random, settings }: NotificationContext,
): NotificationDraft {
  const { appId, merchant } = authorization;
  const notifyId = notifyIdText(random, at);
  const content = {
    notify_context: {
      trigger: 'appstore',
      trigger_context: { out_biz_no: code.outBizNo ?? orderNumberText(random, at) },
    },
    detail: {
      app_id: appId,
      auth_app_id: merchant.authAppId,
      user_id: merchant.userId,
      app_auth_code: code.code,
      app_auth_token: pair.appAuthToken,
      app_refresh_token: pair.appRefreshToken,
      expires_in: settings.expiresIn,
      re_expires_in: settings.reExpiresIn,
      auth_time: pair.issuedAt,
    },
    error: {},
  };
  const fields = {
    notify_id: notifyId,
    notify_type: 'open_app_auth_notify',
    notify_time: chinaTime(at),
    status: 'execute_auth',
    version: '1.0',
    app_id: appId,
    auth_app_id: merchant.authAppId,
    charset: settings.notificationCharset,
    biz_content: JSON.stringify(content),
  };
  return { kind: 'open_app_auth_notify', appId, authAppId: merchant.authAppId, notifyId, fields };
}
