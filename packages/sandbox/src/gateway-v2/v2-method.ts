import type { Application } from '../applications/application.js';
import type { RequestFields } from '../gateway/decode-body.js';
import type { Sandbox } from '../sandbox.js';
import type { Payment } from './payment.js';
import type { V2Parameters } from './v2-parameters.js';

/** A v2 request that was verified and decrypted. */
export interface V2Call {
  readonly application: Application;
  /** Alipay's name of the method. */
  readonly method: string;
  readonly parameters: V2Parameters;
  /** `biz_content`. */
  readonly content: RequestFields;
  /** The living token of the merchant on whose behalf the call is made. */
  readonly appAuthToken: string | undefined;
}

/** One method of the v2 gateway. */
export type V2Method =
  | {
      readonly kind: 'call';
      /** The model of the response; throws a `Refusal` for an error response. */
      response(call: V2Call, sandbox: Sandbox): object | Promise<object>;
      /** How the response stands in its envelope: with `code` and `msg`, or as some old methods do without. */
      readonly form: 'coded' | 'bare';
    }
  | {
      readonly kind: 'page';
      /** What the page is to show; throws a `Refusal`. */
      payment(call: V2Call, sandbox: Sandbox): Payment;
    };
