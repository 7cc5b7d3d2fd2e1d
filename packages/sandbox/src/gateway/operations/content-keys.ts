import { Refusal } from '../../refusal.js';
import type { Sandbox } from '../../sandbox.js';
import type { GatewayCall, GatewayOperation } from '../gateway-operation.js';

const field = 'merchant_app_id';

/** Returns a merchant application's key, or no member without one: `alipay.open.auth.app.aes.get`. */
export const getContentKey: GatewayOperation = {
  id: 'alipay.open.auth.app.aes.get',
  response(call, sandbox) {
    const key = sandbox.contentKeys.get(authorizedApp(call, call.query.get(field), sandbox));
    return key === undefined ? {} : { aes_key: key };
  },
};

/** Gives a merchant application a new key: `alipay.open.auth.app.aes.set`. */
export const setContentKey: GatewayOperation = {
  id: 'alipay.open.auth.app.aes.set',
  response(call, sandbox) {
    return { aes_key: sandbox.contentKeys.renew(authorizedApp(call, call.fields[field], sandbox)) };
  },
};

/** The merchant application that a call names, if it has authorized the caller. @throws Refusal */
function authorizedApp({ application }: GatewayCall, named: unknown, { authorizations }: Sandbox): string {
  if (typeof named !== 'string' || named === '') {
    throw new Refusal('INVALID_PARAMETER', `参数有误：${field}不能为空`);
  }
  const authorized = authorizations
    .authorizations()
    .some(
      ({ appId, merchant, status }) =>
        appId === application.appId && merchant.authAppId === named && status === 'active',
    );
  if (!authorized) throw new Refusal('ACCESS_DENIED', `无权限操作：商户应用${named}未授权当前应用`);
  return named;
}
