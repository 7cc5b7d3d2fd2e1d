import { ownAccount } from '../applications/alipay-identity.js';
import type { Sandbox } from '../sandbox.js';
import type { GatewayCall } from './gateway-operation.js';

/** The account that a call acts for. */
export interface ActingAccount {
  /** The caller's application, or the merchant's on whose behalf it calls. */
  readonly authAppId: string;
  readonly userId: string;
}

/** The merchant on whose behalf a call is made, or the application's own account. Calls of both gateways have these parts. */
export function actingAccount(
  { application, appAuthToken }: Pick<GatewayCall, 'application' | 'appAuthToken'>,
  { authorizations }: Sandbox,
): ActingAccount {
  const merchant = appAuthToken && authorizations.findToken(appAuthToken)?.authorization.merchant;
  return merchant || { authAppId: application.appId, userId: ownAccount };
}
