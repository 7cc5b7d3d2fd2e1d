import type { ExecuteOptions } from '../gateway-v2/execute-options.js';

/** Options of a page that the user's browser opens. */
export interface PageOptions extends ExecuteOptions {
  /** `POST` (the default) makes an HTML form that submits itself, `GET` an address. Addresses have a limited length. */
  readonly httpMethod?: 'GET' | 'POST' | undefined;
  /** Address that the user comes back to. It may not have a parameter called `method`. */
  readonly returnUrl?: string | undefined;
  /** The `nonce` of the page's content security policy, for the script that submits the form. */
  readonly scriptNonce?: string | undefined;
}
