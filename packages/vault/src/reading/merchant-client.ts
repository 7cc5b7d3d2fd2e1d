import { AlipayClient, type ApiPromise } from '@lingpai/alipay';
import { type AuthorizationKey, applicationOf, type VaultContext } from '../context/vault-context.js';
import { methodOfCall } from '../methods/grant-methods.js';
import type { MerchantToken } from './merchant-token.js';
import { type Refusal, refusalOf } from './refusal.js';

export interface MerchantClientOptions {
  readonly readToken: () => Promise<MerchantToken>;
  /** Alipay refused a call because of the merchant's token, or of what the grant permits. */
  readonly onRefusal: (kind: Refusal, generation: number, method: string | undefined) => void;
}

type Method = (...parameters: never[]) => unknown;

/** Methods whose refusals say something about the grant. */
const watched: readonly string[] = ['call', 'request', 'requestV2'] satisfies (keyof AlipayClient)[];

/** Every method of a client. */
const methods: readonly string[] = Object.entries(Object.getOwnPropertyDescriptors(AlipayClient.prototype))
  .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
  .map(([name]) => name);

/**
 * A client that acts for a merchant. For every call, it reads the current token and uses the application's current keys;
 * it calls `onRefusal` when Alipay refuses the token.
 */
export function createMerchantClient(
  context: VaultContext,
  { appId }: AuthorizationKey,
  { readToken, onRefusal }: MerchantClientOptions,
): AlipayClient {
  let generation = 0;
  const appAuthToken = async () => {
    const token = await readToken();
    generation = token.generation;
    return token.value;
  };
  let { client: base } = applicationOf(context, appId);
  let current = base.onBehalfOf(appAuthToken);
  const follow = (): AlipayClient => {
    // When the application was removed, reading the token says so.
    const client = context.applications.get(appId)?.client ?? base;
    if (client !== base) {
      base = client;
      current = base.onBehalfOf(appAuthToken);
    }
    return current;
  };
  const watch = (response: ApiPromise<unknown>, method: string | undefined): void => {
    response.withResponse().catch((error: unknown) => {
      const kind = refusalOf(error);
      if (kind !== undefined) onRefusal(kind, generation, method);
    });
  };
  const merchant = base.onBehalfOf(appAuthToken);
  for (const name of methods) {
    const method = (...parameters: never[]) => {
      const client = follow();
      const result = (Reflect.get(client, name) as Method).apply(client, parameters);
      if (watched.includes(name)) watch(result as ApiPromise<unknown>, methodOfCall(name, parameters[0]));
      return result;
    };
    Object.defineProperty(merchant, name, { value: method, enumerable: false });
  }
  return merchant;
}
