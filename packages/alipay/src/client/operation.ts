import type { ApiPromise } from './api-promise.js';
import type { RequestOptions } from './request-options.js';

/** The verbs of Alipay's v3 gateway. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One catalogued call, as the generated API classes describe it: where each parameter goes on the wire.
 * A parameter that is named in none of the lists belongs to the body.
 */
export interface Operation {
  /** Alipay's name of the operation, e.g. `alipay.open.auth.token.app`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Path template; `{name}` stands for a parameter, which is percent-encoded. */
  readonly path: string;
  /** Names of the parameters that fill the path template. */
  readonly pathParameters?: readonly string[];
  /** Names of the parameters that go into the query string. */
  readonly queryParameters?: readonly string[];
  /** How the remaining parameters are sent; absent when the operation has no body. */
  readonly body?: 'json' | 'multipart';
  /** With a `multipart` body: the names of the parts that are files. The one other part is `data`. */
  readonly fileParameters?: readonly string[];
  /** Names of the parameters by which Alipay recognizes a repeated request and acts on it once. */
  readonly idempotencyKeys?: readonly string[];
}

/** What a generated API class needs of a client; `AlipayClient` is one. */
export interface ApiClient {
  /**
   * Calls a catalogued operation.
   *
   * @param operation where the parameters go
   * @param parameters the operation's path, query and body parameters in one object, by their names on the wire
   * @param options for this call only
   */
  call<T>(operation: Operation, parameters?: object, options?: RequestOptions): ApiPromise<T>;
}
