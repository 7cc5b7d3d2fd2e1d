import type { Sandbox } from '../sandbox.js';
import type { Trade } from '../trades/trade.js';
import type { V2Call } from './v2-call.js';

/** One method of the v2 gateway. */
export type V2Method =
  | {
      readonly kind: 'call';
      /** The model of the response; throws a `Refusal` for an error response. */
      response(call: V2Call, sandbox: Sandbox): object | Promise<object>;
      /** Whether the response has `code` and `msg`; some old methods omit them. */
      readonly form: 'coded' | 'bare';
    }
  | {
      readonly kind: 'page';
      /** The trade that the buyer's page shows; throws a `Refusal`. */
      trade(call: V2Call, sandbox: Sandbox): Trade;
    };
