import type { AppAuthTokenSource } from './app-auth-token.js';

/** Options of one call; each overrides what the client was made with. */
export interface RequestOptions {
  /** Act for the merchant whose `app_auth_token` this is; text, or a function that yields it when the call is made. */
  readonly appAuthToken?: AppAuthTokenSource | undefined;
  /** The header `alipay-request-id`; a new UUID by default. */
  readonly requestId?: string | undefined;
  /** Ends the call early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, the download of a certificate of Alipay included; the client's by default. */
  readonly timeout?: number | undefined;
  /** Further headers. Headers that the client or the protocol sets are a `TypeError`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `false`: contents go unencrypted although the client has an `encryptKey`; `true`: they must be encrypted. */
  readonly encrypt?: boolean | undefined;
  /**
   * `true`: repeat the call even when Alipay may have acted on it already, because acting twice does no harm. `false`:
   * never repeat it. By default the client repeats a GET, and any call on which Alipay certainly has not acted.
   */
  readonly retry?: boolean | undefined;
  /** How many further attempts may follow the first. */
  readonly maxRetries?: number | undefined;
}
