import type { AppAuthTokenSource } from '../client/app-auth-token.js';

/** Options of every execution of the v2 gateway. */
export interface ExecuteOptions {
  /** Address to which Alipay posts the outcome. It may not have a parameter called `method`. */
  readonly notifyUrl?: string | undefined;
  /** Act for the merchant whose `app_auth_token` this is; text, or a function that yields it. */
  readonly appAuthToken?: AppAuthTokenSource | undefined;
  /** Act for the user whose `auth_token` (access token) this is. */
  readonly authToken?: string | undefined;
  /** `false`: `biz_content` goes unencrypted although the client has an `encryptKey`; `true`: it must be encrypted. */
  readonly encrypt?: boolean | undefined;
  /** Further parameters of the methods that have some besides `biz_content`, by their names on the wire. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Options of a v2 call. */
export interface RequestV2Options extends ExecuteOptions {
  /** The header `alipay-request-id`; a new UUID by default. */
  readonly requestId?: string | undefined;
  /** Ends the call early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, the download of a certificate of Alipay included; the client's by default. */
  readonly timeout?: number | undefined;
  /**
   * `true`: make the call again even when Alipay may have acted on it already. `false`: never make it again. By default
   * it is made again only when Alipay certainly has not acted on it.
   */
  readonly retry?: boolean | undefined;
  /** How many further attempts may follow the first; the client's by default. */
  readonly maxRetries?: number | undefined;
}
