import { chinaTime } from '../../clock/china-time.js';
import { Refusal } from '../../refusal.js';
import { type UserTokens, userTokenLifetimes } from '../../user-login/user-login-book.js';
import type { RequestFields } from '../decode-body.js';
import type { GatewayOperation } from '../gateway-operation.js';

/** Redeems a user's `auth_code` and refreshes: `alipay.system.oauth.token`. */
export const oauthToken: GatewayOperation = {
  id: 'alipay.system.oauth.token',
  response({ application, fields }, { userLogins }) {
    if (fields.grant_type === 'authorization_code') {
      return responseModel(userLogins.redeem(application.appId, text(fields, 'code', 'isv.code-invalid')));
    }
    if (fields.grant_type === 'refresh_token') {
      const refreshToken = text(fields, 'refresh_token', 'isv.refresh-token-invalid');
      return responseModel(userLogins.refresh(application.appId, refreshToken));
    }
    throw new Refusal('isv.grant-type-invalid', 'grant_type值不正确：应为authorization_code或refresh_token');
  },
};

function text(fields: RequestFields, name: string, code: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Refusal(code, `参数有误：${name}应为非空字符串`);
  return value;
}

function responseModel({ grant, accessToken, refreshToken, issuedAt }: UserTokens): object {
  return {
    user_id: grant.userId,
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: String(userTokenLifetimes.access),
    re_expires_in: String(userTokenLifetimes.refresh),
    auth_start: chinaTime(issuedAt),
  };
}
