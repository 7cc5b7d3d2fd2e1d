import type { Application } from '../applications/application.js';
import type { FormPart } from '../multipart/form-part.js';
import type { Sandbox } from '../sandbox.js';
import type { RequestFields } from './decode-body.js';

/** A request that was verified and decrypted. */
export interface GatewayCall {
  readonly application: Application;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON object in the body, or in the part `data` of a multipart form. */
  readonly fields: RequestFields;
  /** The parts of a multipart form; `undefined` when the body is not a form. */
  readonly form: readonly FormPart[] | undefined;
  /** The valid token of the merchant on whose behalf the call is made. */
  readonly appAuthToken: string | undefined;
  /** The scheme and host under which the caller reached the sandbox. */
  readonly origin: string;
}

/** A model with an HTTP status of its own. Any other model has status 200. */
export class StatusedModel {
  readonly status: number;
  readonly model: object;

  constructor(status: number, model: object) {
    this.status = status;
    this.model = model;
  }
}

/** A model that arrives as the one event of a stream. */
export class StreamedModel {
  readonly model: object;

  constructor(model: object) {
    this.model = model;
  }
}

/** One operation of the v3 gateway. */
export interface GatewayOperation {
  /** Alipay's name, e.g. `alipay.open.auth.token.app`. */
  readonly id: string;
  /** Checks a v3 call's fields, where `response` does not. @throws Refusal */
  check?(call: GatewayCall, sandbox: Sandbox): void;
  /** The model of the response, or a `StatusedModel` or `StreamedModel`; throws a `Refusal` for an error response. */
  response(call: GatewayCall, sandbox: Sandbox): object | Promise<object>;
}
