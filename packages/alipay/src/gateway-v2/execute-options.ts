import type { AppAuthTokenSource } from '../client/app-auth-token.js';

/** What every execution of the v2 gateway takes beside its `biz_content`. */
export interface ExecuteOptions {
  /** Address that Alipay posts the outcome to. It may not have a parameter called `method`. */
  readonly notifyUrl?: string | undefined;
  /** Act for the merchant whose `app_auth_token` this is; text, or a function that yields it. */
  readonly appAuthToken?: AppAuthTokenSource | undefined;
  /** Act for the user whose `auth_token` (access token) this is. */
  readonly authToken?: string | undefined;
  /** `false`: `biz_content` goes unencrypted although the client has an `encryptKey`; `true`: it must be encrypted. */
  readonly encrypt?: boolean | undefined;
  /** Further parameters beside `biz_content`, for the methods that have some, by their names on the wire. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Options of a v2 call. */
export interface RequestV2Options extends ExecuteOptions {
  /** Ends the call early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the connection to the last byte of the response; the client's by default. */
  readonly timeout?: number | undefined;
}
