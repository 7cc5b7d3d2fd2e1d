import { type EscapedText, unescapeOnce } from './unescape-once.js';

/** Names of fields whose values are tokens, codes or keys. */
const secretName = /token|secret|password|(?:^|_)(?:code|key)$/i;
/** The signed text that the gateway repeats in its response to a wrong signature. */
const signedText = /(?<=验签字符串为[：:]).+|app_id=.*/s;
/** Shorter values are words such as grant types, which a message may well hold. */
const minSecretLength = 8;
/** Characters that are searched: more than are shown, because a secret can cross the end of what is shown. */
const maxScanned = 16 * 1024;
/** Bytes that are shown. */
const maxShown = 2048;
/** How often a copy may be escaped, as JSON within a query for instance. */
const maxEscapes = 3;
/** What a terminal acts on, what hides or turns text, and half a surrogate pair. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text in which nothing is escaped, and nothing has to be: only a secret as it is can be part of it. */
const plain = /^[\w.-]*$/;
/** Part of every name of a secret; a name in JSON may be escaped. */
const nameOfSecret = /token|secret|password|code|key|\\/i;

/** What replaces a secret. */
export const mask = '***';

/** Whether a field of this name holds a token, a code or a key. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

type Span = readonly [start: number, end: number];

/**
 * Makes a text of a remote fit for an error: without the signed text that the gateway repeats and without any token or
 * code of the request, percent-encoded and escaped copies included; with control characters escaped; at most 2 KB.
 */
export function redactMessage(message: string, secrets: ReadonlySet<string>): string {
  if (isHarmless(message, secrets)) return message;
  const scanned = message.slice(0, maxScanned);
  const spans = spansOf(scanned, secrets);
  let shown = '';
  let position = 0;
  for (const [start, end] of spans) {
    if (start >= maxShown) break;
    if (start >= position) shown += `${printable(scanned.slice(position, start))}${mask}`;
    position = Math.max(position, end);
  }
  if (position < maxShown) shown += printable(scanned.slice(position, maxShown));
  return cut(shown, Math.max(position, maxShown) < message.length);
}

/** Redacts the texts of one exchange. @param collect its secrets; called when there is a text */
export function redactor(collect: () => Iterable<string>): (message: string) => string {
  let secrets: ReadonlySet<string> | undefined;
  return (message) => {
    secrets ??= new Set(collect());
    return redactMessage(message, secrets);
  };
}

/** Most texts are trace ids and codes. */
function isHarmless(message: string, secrets: ReadonlySet<string>): boolean {
  if (message.length > maxShown || !plain.test(message)) return false;
  for (const secret of secrets) if (message.includes(secret)) return false;
  return true;
}

/** Whether JSON may have a field whose value must not be shown: to look is faster than to parse it. */
export function mayHoldSecrets(json: string): boolean {
  return nameOfSecret.test(json);
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

/** Where secrets stand, in order. */
function spansOf(text: string, secrets: ReadonlySet<string>): readonly Span[] {
  const spans: Span[] = [];
  let current: EscapedText = { text, origins: undefined };
  for (let escapes = 0; escapes <= maxEscapes; escapes += 1) {
    const originOf = originsOf(current);
    const signed = signedText.exec(current.text);
    if (signed !== null) spans.push([originOf(signed.index), text.length]);
    for (const secret of secrets) {
      for (let at = current.text.indexOf(secret); at !== -1; at = current.text.indexOf(secret, at + secret.length)) {
        spans.push([originOf(at), originOf(at + secret.length)]);
      }
    }
    const unescaped = unescapeOnce(current);
    if (unescaped === undefined) break;
    current = unescaped;
  }
  return spans.sort(([one], [other]) => one - other);
}

function originsOf({ origins }: EscapedText): (index: number) => number {
  return (index) => origins?.[index] ?? index;
}

function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Copies the text; a slice would keep the whole original in memory. */
function cut(text: string, isCut: boolean): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxShown && !isCut) return bytes.toString();
  const ellipsis = '…';
  const kept = bytes.subarray(0, maxShown - Buffer.byteLength(ellipsis)).toString();
  return `${kept.replace(/\uFFFD+$/, '')}${ellipsis}`;
}
