/** The nonce of this response's content security policy. Browsers hide the attribute, but not the property, of an element. */
export const cspNonce: string | undefined = document.querySelector<HTMLElement>('script[nonce]')?.nonce || undefined;
