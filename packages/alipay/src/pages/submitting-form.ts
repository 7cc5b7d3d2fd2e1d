import type { SignedParameters } from '../gateway-v2/signed-parameters.js';
import { escapeAttribute } from './escape-attribute.js';

/** Base64, also its URL-safe form. */
const nonceText = /^[\w+/=-]+$/;

/**
 * An HTML form that submits itself, with every value escaped.
 *
 * @param scriptNonce the `nonce` in the page's content security policy
 * @throws TypeError when `scriptNonce` is not base64
 */
export function submittingForm(action: string, parameters: SignedParameters, scriptNonce?: string): string {
  const inputs = parameters.map(
    ([name, value]) => `<input type="hidden" name="${escapeAttribute(name)}" value="${escapeAttribute(value)}">`,
  );
  return [
    `<form action="${escapeAttribute(action)}" method="post" accept-charset="utf-8">`,
    ...inputs,
    '<noscript><button>Alipay</button></noscript>',
    '</form>',
    `<script${nonceAttribute(scriptNonce)}>document.currentScript.previousElementSibling.submit();</script>`,
  ].join('');
}

function nonceAttribute(scriptNonce: string | undefined): string {
  if (scriptNonce === undefined) return '';
  if (typeof scriptNonce !== 'string' || !nonceText.test(scriptNonce)) {
    throw new TypeError('scriptNonce: expected base64, as in the content security policy');
  }
  return ` nonce="${scriptNonce}"`;
}
