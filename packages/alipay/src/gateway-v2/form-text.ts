import type { SignedParameters } from './signed-parameters.js';

/** Path of the v2 gateway. */
export const gatewayPath = '/gateway.do';

/** The same for a form, which the gateway decodes by the charset that stands in the address. */
export const gatewayFormPath = '/gateway.do?charset=UTF-8';

/** Parameters as a form or a query string carries them. */
export function formText(parameters: SignedParameters): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
