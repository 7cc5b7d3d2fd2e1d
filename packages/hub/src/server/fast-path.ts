import type { ApiKey } from '../keys/api-key.js';
import type { Scope } from '../keys/scope.js';

/**
 * Responds to the plain case of a route whose response is in memory: the framework takes longer for such a request than
 * everything else does. Whatever is out of the ordinary, and every error, is left to the route, which does the same.
 */
export interface FastPath {
  /** The pattern of the route, for logs and metrics. */
  readonly route: string;
  /** The addresses, without a query; its groups are the application and the merchant application. */
  readonly address: RegExp;
  /** What the route needs. */
  readonly scope: Scope;
  /** @returns the JSON to send, with status 200; `undefined` leaves the request to the route */
  readonly respond: (request: FastRequest) => string | undefined;
}

export interface FastRequest {
  /** May be used for the application, and has the scope. */
  readonly key: ApiKey;
  readonly appId: string;
  readonly authAppId: string;
}
