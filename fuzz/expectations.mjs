import { AlipayError } from '@lingpai/alipay';

/** Something that must not happen. */
export class Finding extends Error {}

/** What an error of the client must not show. */
export const secret = '201509BBeff9351ad1874306903e96b91d248A36';

/** @param {unknown} error @returns {boolean} */
const isAlipayError = (error) => error instanceof AlipayError;

/**
 * Runs a call that may fail only in the ways that are documented.
 *
 * @returns its result, or `undefined` when it was refused
 */
export async function refusedOr(call, isExpected = isAlipayError) {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof Finding) throw error;
    if (!isExpected(error)) throw new Finding(`an unexpected ${error?.name}: ${error?.stack}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are looked for.
    if (/[\x00-\x08\x0b-\x1f\x7f]/.test(error.message)) throw new Finding(`control characters in: ${error.message}`);
    if (error.message.length > 4096) throw new Finding(`a message of ${error.message.length} characters`);
    const shown = `${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.cause ?? '')}`;
    if (shown.includes(secret)) throw new Finding(`a token in: ${shown.slice(0, 500)}`);
    return undefined;
  }
}

export function expectThat(condition, message) {
  if (!condition) throw new Finding(message);
}
