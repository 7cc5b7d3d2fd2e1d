import { isTokenAlive } from '../lifecycle/token-pair.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';

/** Checks the token of a call on behalf of a merchant. @throws Refusal */
export function checkMerchantToken({ authorizations, clock, settings }: Sandbox, appId: string, token: string): void {
  const found = authorizations.findToken(token);
  if (found === undefined) throw new Refusal('invalid-app-auth-token', '无效的应用授权令牌：不存在');
  const { authorization, pair } = found;
  if (authorization.appId !== appId) {
    throw new Refusal('invalid-app-auth-relations', '无效的应用授权关系：令牌属于其他应用');
  }
  if (pair.cancelledAt !== undefined) throw new Refusal('invalid-app-auth-token', '无效的应用授权令牌：授权已被取消');
  if (!isTokenAlive(pair, clock.now(), settings)) {
    throw new Refusal('app-auth-token-time-out', '应用授权令牌已过期：已被新的令牌替换');
  }
}
