import type { Application } from '../applications/application.js';
import type { Sandbox } from '../sandbox.js';
import type { RequestFields } from './decode-body.js';

/** A request that was verified and decrypted. */
export interface GatewayCall {
  readonly application: Application;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly fields: RequestFields;
  /** The living token of the merchant on whose behalf the call is made. */
  readonly appAuthToken: string | undefined;
}

/** One operation of the v3 gateway. */
export interface GatewayOperation {
  /** Alipay's name, e.g. `alipay.open.auth.token.app`. */
  readonly id: string;
  /** The model of the answer; throws a `Refusal` for an error answer. */
  answer(call: GatewayCall, sandbox: Sandbox): object | Promise<object>;
}

/** Finds the operation of a verb and path; the first finder that knows one decides. */
export type OperationFinder = (method: string, path: string) => GatewayOperation | undefined;
