import type { AlipayClient, ForwardedResponse } from '@lingpai/alipay';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { handleRefusal } from '../decision/handle-refusal.js';
import type { MerchantToken } from './merchant-token.js';
import { refusalOf } from './refusal.js';
import { type TokenAccess, tokenAfterRefusal } from './token-after-refusal.js';

/** A response to a call for a merchant. */
export interface MerchantResponse extends ForwardedResponse {
  /** The authorization's generation whose token the call was made with. */
  readonly generation: number;
}

/** A call that another program asked for. */
export interface MerchantCall {
  /** Makes the call with a client that acts for the merchant; called once or twice. */
  readonly send: (client: AlipayClient) => Promise<ForwardedResponse>;
  /** The method at Alipay that the call is of, such as `alipay.trade.pay`; left out when it is not certain. */
  readonly method?: string | undefined;
}

interface TokenClient {
  readonly application: AlipayClient;
  readonly client: AlipayClient;
}

/** The clients of tokens that are kept in memory, for as long as they are. */
const clients = new WeakMap<MerchantToken, TokenClient>();

/** @param application the client of the application as it is configured now */
function clientFor(application: AlipayClient, token: MerchantToken): AlipayClient {
  const known = clients.get(token);
  if (known?.application === application) return known.client;
  const client = application.onBehalfOf(token.value);
  clients.set(token, { application, client });
  return client;
}

/**
 * Makes a call for a merchant, and once more when its token was refused and another one is current afterwards.
 *
 * @throws VaultError when there is no token to call with
 */
export async function forwardForMerchant(
  context: VaultContext,
  key: AuthorizationKey,
  { send, method }: MerchantCall,
  access: TokenAccess,
): Promise<MerchantResponse> {
  const call = async (token: MerchantToken): Promise<MerchantResponse> => {
    const client = clientFor(applicationOf(context, key.appId).client, token);
    const { status, headers, body, traceId, error } = await send(client);
    return { status, headers, body, traceId, error, generation: token.generation };
  };
  const token = await access.readToken();
  const response = await call(token);
  const kind = refusalOf(response.error);
  if (kind === undefined) return response;
  const examine = () => handleRefusal(context, key, kind, token.generation, method);
  if (kind !== 'invalid') {
    context.flights.spawn(examine());
    return response;
  }
  const current = await tokenAfterRefusal(context, key, token, { ...access, examine });
  return current === undefined ? response : call(current);
}
