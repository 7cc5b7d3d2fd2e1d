// Invented merchants, and the credentials that the stub Alipay gives them: each names its merchant, so that the stub
// needs no memory.
import { randomBytes } from 'node:crypto';

export const appId = '2021000000000001';

/** Ids in an order that has nothing to do with that of their arrival. */
export const authAppIdOf = (index) => `2021${String((index * 387_420_489) % 999_999_999_989).padStart(12, '0')}`;

export const userIdOf = (authAppId) => `2088${authAppId.slice(4)}`;

export const newCode = (authAppId) => `${authAppId}${randomBytes(8).toString('hex')}`;

/** As long as Alipay's. */
const newToken = (authAppId) => `202611BB${authAppId}${randomBytes(8).toString('hex')}`;

export const merchantOf = (credential) => /^202611BB(\d{16})/.exec(credential)?.[1] ?? credential.slice(0, 16);

/** What `alipay.open.auth.token.app` responds with. */
export function newResponse(authAppId) {
  return {
    app_auth_token: newToken(authAppId),
    app_refresh_token: newToken(authAppId),
    auth_app_id: authAppId,
    user_id: userIdOf(authAppId),
    expires_in: '31536000',
    re_expires_in: '32140800',
  };
}

/** What `alipay.open.auth.token.app.query` responds with. */
export function newStatus(authAppId) {
  return {
    auth_app_id: authAppId,
    user_id: userIdOf(authAppId),
    status: 'valid',
    auth_methods: ['alipay.trade.query'],
    auth_start: '2026-01-01 00:00:00',
    auth_end: '2036-01-01 00:00:00',
  };
}
