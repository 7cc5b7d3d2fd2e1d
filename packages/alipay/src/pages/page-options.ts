import type { ExecuteOptions } from '../gateway-v2/execute-options.js';

/** Options of a page that the user's browser opens. */
export interface PageOptions extends ExecuteOptions {
  /** `POST` (the default): an HTML form that submits itself. `GET`: an address, whose length is limited. */
  readonly httpMethod?: 'GET' | 'POST' | undefined;
  /** The address that the user comes back to, without a parameter called `method`. */
  readonly returnUrl?: string | undefined;
  /** The `nonce` in the page's content security policy, for the script that submits the form. Base64. */
  readonly scriptNonce?: string | undefined;
}
