import { isBeyondBase, permits } from '../applications/application-methods.js';
import { isTokenValid } from '../lifecycle/token-pair.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';

/** A call on behalf of a merchant. */
export interface MerchantCall {
  readonly token: string;
  /** The operation's id or the v2 method, such as `alipay.trade.pay`. */
  readonly operation: string;
}

/** Checks the token of a call on behalf of a merchant. @throws Refusal */
export function checkMerchantToken(
  { authorizations, clock, settings }: Sandbox,
  appId: string,
  { token, operation }: MerchantCall,
): void {
  const found = authorizations.findToken(token);
  if (found === undefined) throw new Refusal('invalid-app-auth-token', '无效的应用授权令牌：不存在');
  const { authorization, pair } = found;
  if (authorization.appId !== appId) {
    throw new Refusal('invalid-app-auth-relations', '无效的应用授权关系：令牌属于其他应用');
  }
  if (pair.cancelledAt !== undefined) throw new Refusal('invalid-app-auth-token', '无效的应用授权令牌：授权已被取消');
  if (!isTokenValid(pair, clock.now(), settings)) {
    throw new Refusal('app-auth-token-time-out', '应用授权令牌已过期：已被新的令牌替换');
  }
  if (isBeyondBase(authorization, operation)) {
    throw new Refusal('insufficient-isv-permissions', 'ISV权限不足：基础应用的授权不能调用小程序接口');
  }
  if (permits(authorization, operation)) return;
  throw new Refusal('invalid-app-auth-token-no-api', '无效的应用授权令牌：商户没有授权当前接口');
}
