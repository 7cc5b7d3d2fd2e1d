import type { SignedParameters } from '../gateway-v2/signed-parameters.js';
import { escapeAttribute } from './escape-attribute.js';

/** Base64, as content security policies write it. */
const nonceText = /^[\w+/=-]+$/;

/**
 * An HTML form that submits itself, with every value escaped.
 *
 * @param scriptNonce of the page's content security policy
 * @throws TypeError when `scriptNonce` is no base64
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
    throw new TypeError('scriptNonce: expected base64, as the content security policy has it');
  }
  return ` nonce="${scriptNonce}"`;
}
