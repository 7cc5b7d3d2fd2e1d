import type { IssuedPair } from '../../lifecycle/authorization-code.js';
import { Refusal } from '../../refusal.js';
import type { SandboxSettings } from '../../settings/sandbox-settings.js';
import type { RequestFields } from '../decode-body.js';
import type { GatewayOperation } from '../gateway-operation.js';

/** Redeems a code or refreshes a pair: `alipay.open.auth.token.app`. */
export const tokenApp: GatewayOperation = {
  id: 'alipay.open.auth.token.app',
  response({ application, fields }, { authorizations, settings }) {
    const grantType = requiredText(fields, 'grant_type');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
      throw new Refusal('GRANT_TYPE_INVALID', 'grant_type值不正确：应为authorization_code或refresh_token');
    }
    const credential = requiredText(fields, grantType === 'authorization_code' ? 'code' : 'refresh_token');
    if (!application.isv) throw new Refusal('APP_NOT_ISV', '应用不是第三方应用（ISV）');
    const issued =
      grantType === 'authorization_code'
        ? authorizations.redeem(application.appId, credential)
        : [authorizations.refresh(application.appId, credential)];
    return responseModel(issued, settings);
  },
};

function requiredText(fields: RequestFields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null || value === '') {
    throw new Refusal('invalid-parameter', `参数有误：${name}不能为空`);
  }
  if (typeof value !== 'string') throw new Refusal('invalid-parameter', `参数有误：${name}应为字符串`);
  return value;
}

function responseModel(issued: readonly IssuedPair[], settings: SandboxSettings): object {
  const tokens = issued.map((one) => pairModel(one, settings));
  const [first] = tokens;
  if (tokens.length === 1) {
    const { singleTokens } = settings;
    return { ...(singleTokens === 'only' ? {} : first), ...(singleTokens === 'absent' ? {} : { tokens }) };
  }
  return settings.batchTopLevel === 'first' ? { ...first, tokens } : { tokens };
}

function pairModel({ authorization, pair }: IssuedPair, { expiresIn, reExpiresIn }: SandboxSettings) {
  return {
    user_id: authorization.merchant.userId,
    auth_app_id: authorization.merchant.authAppId,
    app_auth_token: pair.appAuthToken,
    app_refresh_token: pair.appRefreshToken,
    expires_in: String(expiresIn),
    re_expires_in: String(reExpiresIn),
  };
}
