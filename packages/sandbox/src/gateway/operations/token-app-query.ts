import { listMethods } from '../../applications/application-methods.js';
import { chinaTime } from '../../clock/china-time.js';
import { isTokenValid } from '../../lifecycle/token-pair.js';
import { Refusal } from '../../refusal.js';
import type { GatewayOperation } from '../gateway-operation.js';

/** Returns whose token it is and whether it is valid: `alipay.open.auth.token.app.query`. */
export const tokenAppQuery: GatewayOperation = {
  id: 'alipay.open.auth.token.app.query',
  response({ application, query }, { authorizations, clock, settings }) {
    const token = query.get('app_auth_token');
    if (!token) throw new Refusal('ILLEGAL_PARAM', '参数检查不正确：app_auth_token不能为空');
    if (!application.isv) throw new Refusal('APP_NOT_ISV', '应用不是第三方应用（ISV）');
    const found = authorizations.findToken(token);
    if (found === undefined) throw new Refusal('AUTH_TOKEN_NOT_EXISTED', '授权令牌app_auth_token不存在');
    const { authorization, pair } = found;
    if (authorization.appId !== application.appId) {
      throw new Refusal('AUTH_TOKEN_NOT_CONSISTENT', '授权令牌app_auth_token与当前应用不一致');
    }
    return {
      user_id: authorization.merchant.userId,
      auth_app_id: authorization.merchant.authAppId,
      expires_in: settings.expiresIn,
      auth_methods: listMethods(authorization),
      auth_start: chinaTime(pair.issuedAt),
      auth_end: chinaTime(pair.issuedAt + settings.expiresIn * 1000),
      status: isTokenValid(pair, clock.now(), settings) ? 'valid' : 'invalid',
      is_by_app_auth: true,
    };
  },
};
