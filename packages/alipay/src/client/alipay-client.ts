import { inspect } from 'node:util';
import type { GatewayMethod, PageMethod, SdkMethod } from '../apis/v2-pages.js';
import { brandClass } from '../class-brand.js';
import {
  type InvitationRequestOptions,
  type InvitedMerchant,
  inviteMerchant,
  type MerchantInvitation,
} from '../consent/invite-merchant.js';
import {
  type MiniProgramContent,
  type MiniProgramContentOptions,
  type MiniProgramResponse,
  miniProgramCipher,
  openMiniProgramContent,
} from '../encryption/mini-program-content.js';
import { AlipaySignatureError } from '../errors/alipay-signature-error.js';
import { forward } from '../forwarding/forward.js';
import { forwardV2 } from '../forwarding/forward-v2.js';
import type { ForwardedRequest, ForwardedResponse, ForwardOptions } from '../forwarding/forwarded-request.js';
import type { BizContent, MethodV2 } from '../gateway-v2/biz-content.js';
import type { ExecuteOptions, RequestV2Options } from '../gateway-v2/execute-options.js';
import { requestV2 } from '../gateway-v2/request-v2.js';
import type { NotificationInput } from '../notifications/notification-fields.js';
import { serviceCheckResponse } from '../notifications/service-check-response.js';
import {
  type NotificationOptions,
  type VerifiedNotification,
  verifyNotification,
} from '../notifications/verify-notification.js';
import { pageExecute, sdkExecute } from '../pages/page-execute.js';
import type { PageOptions } from '../pages/page-options.js';
import { type SyncResult, type SyncResultContent, verifySyncResult } from '../pages/sync-result.js';
import type { ServerEvent } from '../streaming/event-stream-parser.js';
import type { StreamApiClient } from '../streaming/stream-api-client.js';
import { streamEvents } from '../streaming/stream-events.js';
import type { OperationCall, StreamOptions } from '../streaming/stream-options.js';
import { ApiPromise } from './api-promise.js';
import { type AppAuthTokenSource, checkAppAuthToken } from './app-auth-token.js';
import { callOptionNames } from './call-options.js';
import type { AlipayClientOptions } from './client-options.js';
import type { Configuration } from './configuration.js';
import { exchange } from './exchange.js';
import type { Operation } from './operation.js';
import { checkOptionNames } from './option-names.js';
import type { RequestOptions } from './request-options.js';
import { resolveConfiguration } from './resolve-configuration.js';
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
 * Calls Alipay's OpenAPI v3 as one application: signs every request, verifies every response, and encrypts contents when
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
 * - `AlipayApiError` when Alipay responds with an error,
 * - `AlipaySignatureError` when the response is not Alipay's,
 * - `AlipayContentError` when it cannot be read,
 * - `AlipayTransportError` or its subclass `AlipayTimeoutError` when there is no response,
 * - `TypeError` when a parameter or an option is wrong.
 */
export class AlipayClient implements StreamApiClient {
  readonly #configuration: Configuration;
  readonly #appAuthToken: AppAuthTokenSource | undefined;

  static {
    brandClass(AlipayClient, 'AlipayClient');
    // What `inspect` shows of a client: never its configuration.
    Object.defineProperty(AlipayClient.prototype, inspect.custom, {
      value(this: AlipayClient): string {
        if (!(#appAuthToken in this)) return 'AlipayClient {}';
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

  /** How responses are trusted: by Alipay's public key, or by its certificate. */
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
   * @typeParam T the model of the response, which is not checked
   */
  request<T = unknown>(request: GenericRequest & RequestOptions): ApiPromise<T> {
    return this.#send(() => {
      checkOptionNames(request, callOptionNames.request, 'request');
      return genericWireRequest(request);
    }, request);
  }

  /** Calls a catalogued operation. The generated API classes use this method. */
  call<T>(operation: Operation, parameters?: object, options: RequestOptions = {}): ApiPromise<T> {
    return this.#send(() => {
      checkOptionNames(options, callOptionNames.call);
      return operationWireRequest(operation, parameters);
    }, options);
  }

  /**
   * Makes a call whose response is a stream of events (server-sent events).
   *
   * ```ts
   * import type { AlipayClient } from '@lingpai/alipay';
   *
   * async function ask(client: AlipayClient, question: string) {
   *   const request = { method: 'POST', path: '/v3/alipay/example/chat', body: { question } } as const;
   *   for await (const { event, data } of client.stream(request, { acceptUnsigned: true })) console.log(event, data);
   * }
   * ```
   *
   * Alipay signs no stream, so nothing in the events is verified or decrypted; only TLS protects them. A response that is
   * not a stream is verified like any other. The call starts when the iteration starts, and leaving the iteration closes
   * the connection. The iteration rejects as other calls do, and also with
   * - `AlipayTimeoutError` when nothing arrives for `idleTimeout`,
   * - `AlipayContentError` when the response is valid and not a stream (`not-events`), or when an event is too long,
   * - `AlipayTransportError` when the connection breaks. Once events have arrived, the client does not repeat the call.
   */
  stream(
    request: GenericRequest | OperationCall,
    options: StreamOptions,
  ): AsyncGenerator<ServerEvent, void, undefined> {
    const prepare = () => {
      checkOptionNames(options, callOptionNames.stream);
      const isOperation = typeof request === 'object' && request !== null && 'operation' in request;
      checkOptionNames(
        request,
        isOperation ? callOptionNames.operationCall : callOptionNames.genericRequest,
        'request',
      );
      return isOperation ? operationWireRequest(request.operation, request.parameters) : genericWireRequest(request);
    };
    return streamEvents(this.#configuration, prepare, { ...options }, this.#appAuthToken);
  }

  /**
   * Signs and sends a request that another program made, byte for byte, and returns the response verified and unread: what
   * a proxy needs. An error of Alipay whose signature is valid is a response, too; one without a signature rejects.
   *
   * @throws TypeError, as a rejection, naming the part of the request that is wrong
   */
  async forward(request: ForwardedRequest, options: ForwardOptions = {}): Promise<ForwardedResponse> {
    checkOptionNames(options, callOptionNames.forward);
    checkOptionNames(request, callOptionNames.forwardedRequest, 'request');
    return forward(this.#configuration, request, options, this.#appAuthToken);
  }

  /** The same for a method of the v2 gateway: the body of the response is the response object. */
  async forwardV2(method: string, bizContent?: object, options: RequestV2Options = {}): Promise<ForwardedResponse> {
    checkOptionNames(options, callOptionNames.requestV2);
    return forwardV2(this.#configuration, method, bizContent, this.#forMerchant(options));
  }

  /**
   * Calls a method of the v2 gateway, for what v3 does not have.
   *
   * ```ts
   * import type { AlipayClient } from '@lingpai/alipay';
   *
   * function downloadBill(client: AlipayClient) {
   *   const bizContent = { bill_type: 'trade', bill_date: '2026-11-22' };
   *   return client.requestV2('alipay.data.dataservice.bill.downloadurl.query', bizContent);
   * }
   * ```
   *
   * The client repeats it only when Alipay certainly has not acted on it, or with `retry: true`. It rejects as other calls
   * do; the `code` of an `AlipayApiError` is the `sub_code` where there is one.
   *
   * @typeParam T the model of the response object, which is not checked
   * @param bizContent sent as JSON, typed by the method where its fields are known and `T` is left out; `undefined` for the few
   * methods without, whose parameters go into `options.parameters`
   */
  requestV2<T = unknown, Method extends MethodV2<GatewayMethod> = string>(
    method: Method,
    bizContent?: BizContent<Method>,
    options: RequestV2Options = {},
  ): ApiPromise<T> {
    const run = async () => {
      checkOptionNames(options, callOptionNames.requestV2);
      return requestV2<T>(this.#configuration, method, bizContent, this.#forMerchant(options));
    };
    return new ApiPromise(run());
  }

  /**
   * Invites one merchant application to authorize this application (`alipay.open.auth.appauth.invite.create`, v2). The
   * merchant consents on the page that the response names; Alipay then sends the browser to `redirectUri` with
   * `app_auth_code` and `state`.
   *
   * ```ts
   * import type { AlipayClient } from '@lingpai/alipay';
   *
   * async function invite(client: AlipayClient, authAppId: string, state: string) {
   *   const redirectUri = 'https://isv.example.com/callback';
   *   const { url } = await client.inviteMerchant({ authAppId, redirectUri, state });
   *   return url;
   * }
   * ```
   *
   * The application itself makes the call, also when this client acts for a merchant. It rejects as `requestV2` does, and
   * with the codes `PARAM_NOEXIST_ISV_APPID` (the application is not a third-party application), `APP_NOT_FOUND` (there is
   * no such merchant application), and `ISV_PUNISHED` or `ISV_APP_PUNISHED` (Alipay has restricted the service provider or
   * its application).
   *
   * @param invitation `redirectUri` has up to 500 characters; `state` is base64 of up to 100
   * @throws TypeError, as a rejection, naming the member that is wrong
   */
  inviteMerchant(invitation: MerchantInvitation, options: InvitationRequestOptions = {}): ApiPromise<InvitedMerchant> {
    return new ApiPromise(inviteMerchant(this.#configuration, invitation, options));
  }

  /**
   * Signs a page that the user's browser opens, such as `alipay.trade.page.pay` or `alipay.trade.wap.pay`.
   *
   * @param bizContent sent as JSON; typed by the method where its fields are known
   * @returns an HTML form that submits itself, or with `httpMethod: 'GET'` an address; good for some minutes
   * @throws TypeError, as a rejection, naming the option that is wrong
   */
  async pageExecute<Method extends MethodV2<PageMethod>>(
    method: Method,
    bizContent?: BizContent<Method>,
    options: PageOptions = {},
  ): Promise<string> {
    checkOptionNames(options, callOptionNames.page);
    return pageExecute(this.#configuration, method, bizContent, this.#forMerchant(options));
  }

  /**
   * Signs an order for Alipay's mobile SDK, such as `alipay.trade.app.pay`.
   *
   * @param bizContent sent as JSON; typed by the method where its fields are known
   * @returns the text that the app hands to the SDK
   * @throws TypeError, as a rejection, naming the option that is wrong
   */
  async sdkExecute<Method extends MethodV2<SdkMethod>>(
    method: Method,
    bizContent?: BizContent<Method>,
    options: ExecuteOptions = {},
  ): Promise<string> {
    checkOptionNames(options, callOptionNames.execute);
    return sdkExecute(this.#configuration, method, bizContent, this.#forMerchant(options));
  }

  /**
   * Verifies a notification, or the parameters with which the browser returns from a page. Compare `app_id` with your
   * application, act on each `notify_id` once, and respond with the plain text `success` when the effect is stored.
   *
   * @param fields what `parseNotification` read: the signature is verified over the bytes as they arrived. Fields that a
   * framework decoded are accepted too (an object, `URLSearchParams`, `FormData` or a `Map`), as long as they are UTF-8
   * @throws AlipaySignatureError, as a rejection, when the notification is not Alipay's or has a value that could be read
   * as further fields; the message says what the fields show of damage on the way
   * @throws TypeError, as a rejection, when an option is wrong
   */
  async verifyNotification(
    fields: NotificationInput,
    options: NotificationOptions = {},
  ): Promise<VerifiedNotification> {
    const { expiryWatch, clock, alipayKeys } = this.#configuration;
    expiryWatch?.check(clock());
    return verifyNotification(fields, options, alipayKeys);
  }

  /**
   * Verifies what Alipay's mobile SDK gave the app after a payment. Compare `app_id`, `out_trade_no` and `total_amount` with
   * your order. Whether the trade is paid is what the notification or a query of the trade says.
   *
   * @typeParam T the model of the response in the result, which is not checked
   * @param result the SDK's object, its JSON, or the text of its `result`
   * @throws AlipaySignatureError, as a rejection, when the result is not Alipay's
   * @throws AlipayApiError, as a rejection, when it is a signed failure
   * @throws AlipayContentError, as a rejection, when it cannot be read or the app brought none
   */
  async verifySyncResult<T = SyncResultContent>(result: SyncResult): Promise<T> {
    return verifySyncResult<T>(result, this.#configuration.alipayKeys);
  }

  /**
   * Responds to Alipay's check of a gateway address: a post with `service=alipay.service.check`, sent when the address is
   * saved in Alipay's console. A check that is not Alipay's gets a signed refusal.
   *
   * @returns the body of the response, content type `text/xml;charset=GBK`
   */
  async respondToServiceCheck(fields: NotificationInput): Promise<string> {
    const verified = await this.verifyNotification(fields).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AlipaySignatureError) return false;
        throw error;
      },
    );
    return serviceCheckResponse(this.#configuration.privateKey, verified);
  }

  /**
   * Verifies and opens what a mini program got from `my.getPhoneNumber` and the like.
   *
   * @typeParam T the model of the content, which is not checked
   * @param response the mini program's `res.response`
   * @throws AlipaySignatureError, as a rejection, when it is not Alipay's
   * @throws AlipayApiError, as a rejection, when it is an error of Alipay; `code` is its `subCode` where it has one
   * @throws AlipayContentError, as a rejection, when it cannot be read
   * @throws TypeError, as a rejection, when there is no key to open it
   */
  async decryptMiniProgramContent<T = MiniProgramContent>(
    response: MiniProgramResponse,
    options: MiniProgramContentOptions = {},
  ): Promise<T> {
    checkOptionNames(options, callOptionNames.miniProgramContent);
    const { alipayKeys, cipher } = this.#configuration;
    return openMiniProgramContent<T>(response, alipayKeys, miniProgramCipher(options, cipher));
  }

  #forMerchant<Options extends { readonly appAuthToken?: AppAuthTokenSource | undefined }>(options: Options): Options {
    return { ...options, appAuthToken: options.appAuthToken ?? this.#appAuthToken };
  }

  /** Every mistake in a call becomes a rejection, never an exception of the calling line. */
  #send<T>(prepare: () => WireRequest, options: RequestOptions): ApiPromise<T> {
    const run = async () => exchange<T>(this.#configuration, prepare(), options, this.#appAuthToken);
    return new ApiPromise(run());
  }
}
