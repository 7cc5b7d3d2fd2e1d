/** Names of fields whose values are tokens, codes or keys. */
const secretName = /token|secret|password|(?:^|_)(?:code|key)$/i;
/** The signed text that the gateway repeats in its response to a wrong signature. */
const signedText = /(?<=验签字符串为[：:]).+|app_id=.*/s;
/** Shorter values are words such as grant types, which a message may well hold. */
const minSecretLength = 8;

/** What stands in the place of a secret. */
export const mask = '***';

/** Whether a field of this name holds a token, a code or a key. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/**
 * Takes out of a message of Alipay what an error must not show: the signed text that the gateway repeats, and any token
 * or code of the request.
 */
export function redactMessage(message: string, secrets: Iterable<string>): string {
  let redacted = message.replace(signedText, mask);
  for (const secret of secrets) redacted = redacted.replaceAll(secret, mask);
  return redacted;
}

/** Collects the values that must not be shown from a request's parameters, however deep. */
export function secretsOf(value: unknown, found: Set<string> = new Set(), name = ''): Set<string> {
  if (typeof value === 'string') {
    if (secretName.test(name) && value.length >= minSecretLength) found.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) secretsOf(item, found, Array.isArray(value) ? name : key);
  }
  return found;
}
