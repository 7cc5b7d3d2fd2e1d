import type { AlipayClient, ApiPromise } from '@lingpai/alipay';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import type { MerchantToken } from './merchant-token.js';
import { type Refusal, refusalOf } from './refusal.js';

export interface MerchantClientOptions {
  readonly readToken: () => Promise<MerchantToken>;
  /** Alipay refused a call because of the merchant's token, or of what the grant permits. */
  readonly onRefusal: (kind: Refusal, generation: number) => void;
}

/** Methods whose refusals say something about the grant. */
const watched = ['call', 'request', 'requestV2'] as const;

/**
 * A client that acts for a merchant. It reads the current token for every call, and calls `onRefusal` when Alipay refuses
 * the token.
 */
export function createMerchantClient(
  context: VaultContext,
  { appId }: AuthorizationKey,
  { readToken, onRefusal }: MerchantClientOptions,
): AlipayClient {
  let generation = 0;
  const client = applicationOf(context, appId).client.onBehalfOf(async () => {
    const token = await readToken();
    generation = token.generation;
    return token.value;
  });
  for (const name of watched) {
    const method = client[name].bind(client) as (...parameters: never[]) => ApiPromise<unknown>;
    const watching = (...parameters: never[]) => {
      const response = method(...parameters);
      response.withResponse().catch((error: unknown) => {
        const kind = refusalOf(error);
        if (kind !== undefined) onRefusal(kind, generation);
      });
      return response;
    };
    Object.defineProperty(client, name, { value: watching, enumerable: false });
  }
  return client;
}
