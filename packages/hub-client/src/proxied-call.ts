import { queryOf } from './operation.js';
import type { RequestOptions } from './request-options.js';
import type { Transport } from './transport.js';

/** A v3 call for a merchant through the hub. */
export interface ProxiedCall {
  /** Our application. */
  readonly appId: string;
  /** The merchant application. */
  readonly authAppId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** At Alipay, for example `/v3/alipay/trade/query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** An object is sent as JSON; a `FormData` as it is, with the other parameters as its part `data`. */
  readonly body?: object | undefined;
}

/** Alipay's response, whose signature the hub has verified, be it a success or not. */
export async function proxiedCall(
  transport: Transport,
  { appId, authAppId, method, path, query = {}, body }: ProxiedCall,
  options: RequestOptions,
): Promise<Response> {
  if (!path.startsWith('/v3/')) throw new TypeError('path: expected an address at Alipay that begins with /v3/');
  const merchant = `${encodeURIComponent(appId)}/${encodeURIComponent(authAppId)}`;
  const content = body instanceof FormData || body === undefined ? body : JSON.stringify(body);
  return transport.send(
    {
      method,
      address: `/proxy/${merchant}${path}${queryOf(query)}`,
      headers: typeof content === 'string' ? { 'content-type': 'application/json' } : {},
      body: content,
      acceptsFailure: true,
    },
    options,
  );
}
