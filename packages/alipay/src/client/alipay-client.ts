import { inspect } from 'node:util';
import { ApiPromise } from './api-promise.js';
import { type AppAuthTokenSource, checkAppAuthToken } from './app-auth-token.js';
import type { AlipayClientOptions } from './client-options.js';
import { type Configuration, resolveConfiguration } from './configuration.js';
import { exchange } from './exchange.js';
import type { ApiClient, Operation } from './operation.js';
import type { RequestOptions } from './request-options.js';
import { type GenericRequest, genericWireRequest, operationWireRequest, type WireRequest } from './wire-request.js';

/** Lets `onBehalfOf` make a client without parsing the keys again; not reachable from outside. */
class Derived {
  readonly configuration: Configuration;
  readonly appAuthToken: AppAuthTokenSource;

  constructor(configuration: Configuration, appAuthToken: AppAuthTokenSource) {
    this.configuration = configuration;
    this.appAuthToken = appAuthToken;
  }
}

/**
 * Calls Alipay's OpenAPI v3 as one application: signs every request, verifies every answer, and encrypts contents when
 * it has an `encryptKey`.
 *
 * ```ts
 * import { AlipayClient } from '@lingpai/alipay';
 * import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
 *
 * async function redeem(privateKey: string, alipayPublicKey: string, code: string) {
 *   const client = new AlipayClient({ appId: '2021000000000001', privateKey, alipayPublicKey });
 *   return new AlipayOpenAuthTokenApi(client).app({ grant_type: 'authorization_code', code });
 * }
 * ```
 *
 * Every call rejects with
 * - `AlipayApiError` when Alipay answers with an error,
 * - `AlipaySignatureError` when the answer is not Alipay's,
 * - `AlipayContentError` when it cannot be read,
 * - `AlipayTransportError` or its subclass `AlipayTimeoutError` when there is no answer,
 * - `TypeError` when a parameter or an option is wrong.
 */
export class AlipayClient implements ApiClient {
  readonly #configuration: Configuration;
  readonly #appAuthToken: AppAuthTokenSource | undefined;

  static {
    // What may be seen of a client; its configuration never is.
    Object.defineProperty(AlipayClient.prototype, inspect.custom, {
      value(this: AlipayClient): string {
        const merchant = this.#appAuthToken === undefined ? '' : ', on behalf of a merchant';
        return `AlipayClient { ${this.appId} at ${this.endpoint}, ${this.mode} mode${merchant} }`;
      },
    });
  }

  /**
   * Parses the keys or certificates, once.
   *
   * @throws TypeError that names the option when one is missing or wrong, and says what was found
   */
  constructor(options: AlipayClientOptions) {
    const derived: unknown = options;
    if (derived instanceof Derived) {
      this.#configuration = derived.configuration;
      this.#appAuthToken = derived.appAuthToken;
    } else {
      this.#configuration = resolveConfiguration(options);
      this.#appAuthToken = undefined;
    }
  }

  /** The application's id at Alipay. */
  get appId(): string {
    return this.#configuration.appId;
  }

  /** Scheme and host of the gateway. */
  get endpoint(): string {
    return this.#configuration.endpoint;
  }

  /** How answers are trusted: by Alipay's public key, or by its certificate. */
  get mode(): 'key' | 'certificate' {
    return this.#configuration.certificates === undefined ? 'key' : 'certificate';
  }

  /**
   * A client whose calls act for a merchant. It shares keys and connections with this one.
   *
   * @param appAuthToken the merchant's `app_auth_token`, or a function that yields the current one for each call
   * @throws TypeError when it is neither
   */
  onBehalfOf(appAuthToken: AppAuthTokenSource): AlipayClient {
    if (typeof appAuthToken !== 'function') checkAppAuthToken(appAuthToken);
    const derived: unknown = new Derived(this.#configuration, appAuthToken);
    return new AlipayClient(derived as AlipayClientOptions);
  }

  /**
   * Calls any endpoint of the gateway, catalogued or not.
   *
   * @typeParam T the model of the answer, which is not checked
   */
  request<T = unknown>(request: GenericRequest & RequestOptions): ApiPromise<T> {
    return this.#send(() => genericWireRequest(request), request);
  }

  /** Calls a catalogued operation; what the generated API classes are made of. */
  call<T>(operation: Operation, parameters?: object, options: RequestOptions = {}): ApiPromise<T> {
    return this.#send(() => operationWireRequest(operation, parameters), options);
  }

  /** Whatever is wrong with a call arrives as a rejection, never as an exception of the calling line. */
  #send<T>(prepare: () => WireRequest, options: RequestOptions): ApiPromise<T> {
    const run = async () =>
      exchange<T>(this.#configuration, prepare(), {
        ...options,
        appAuthToken: options.appAuthToken ?? this.#appAuthToken,
      });
    return new ApiPromise(run());
  }
}
