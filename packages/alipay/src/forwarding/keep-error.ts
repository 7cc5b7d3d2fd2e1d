import { AlipayApiError } from '../errors/alipay-api-error.js';
import type { ForwardedResponse } from './forwarded-request.js';

/**
 * Makes attempts that throw errors of Alipay, so that each is judged and repeated like that of any call, and returns the last
 * one as a response when its signature was verified.
 */
export async function keepError(
  exchange: (keep: (response: ForwardedResponse) => ForwardedResponse) => Promise<ForwardedResponse>,
): Promise<ForwardedResponse> {
  let last: ForwardedResponse | undefined;
  const keep = (response: ForwardedResponse) => {
    last = response;
    if (response.error !== undefined) throw response.error;
    return response;
  };
  try {
    return await exchange(keep);
  } catch (error) {
    if (error instanceof AlipayApiError && error.verified && last?.error === error) return last;
    throw error;
  }
}

/** The body of an error without the tokens and the signed text that the gateway may repeat. */
export function maskedBody(text: string, redact: (message: string) => string): string {
  const found: unknown = JSON.parse(text);
  let isChanged = false;
  const masked = JSON.stringify(found, (_name, value: unknown) => {
    if (typeof value !== 'string') return value;
    const shown = redact(value);
    if (shown !== value) isChanged = true;
    return shown;
  });
  return isChanged ? masked : text;
}
