import { isSecretName, mask } from '../errors/redact-message.js';
import type { SignedLine } from './signed-lines.js';

/** The name of a member of JSON, also of JSON within a string of JSON. */
const memberName = /(\\{0,16}")([\w.-]{1,64})\1\s{0,16}:\s{0,16}/g;
const openingQuote = /\\{0,16}"/y;
/** A number or a word; a list or an object that is a secret extends to the end, because no parser reads broken JSON. */
const bareValue = /[[{].*|[^\s,}\]\\"]*/sy;
const formField = /(^|[?&])([^=&\s"]{1,64})=([^&\s"]*)/g;
/** Longer runs of such characters are tokens, keys or cipher text, under any name. */
const opaqueRun = /[\w+/=-]{30,}/g;
/** The same within a path, which also has long words and slashes. */
const segment = /[\w-]{30,}/g;
/** More secrets than any real request has; searching for each of them would take too long. */
const maxSecrets = 64;
/** What the lines without secrets hold, unless they are garbled. */
const harmless: Partial<Record<SignedLine, RegExp>> = {
  'authorization parameters': /^app_id=[\w=,-]*$/,
  method: /^[A-Za-z]{1,16}$/,
};

/** Masks what a line of a signed text must not show. */
export function maskLine(what: SignedLine, text: string, secrets: ReadonlySet<string>): string {
  if (harmless[what]?.test(text)) return text;
  if (what === 'app auth token' || secrets.size > maxSecrets) return mask;
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, mask);
  masked = masked.replaceAll(formField, (field, before: string, name: string) =>
    isSecretName(decoded(name)) ? `${before}${name}=${mask}` : field,
  );
  if (what === 'path and query') return masked.replaceAll(segment, (run) => (/\d/.test(run) ? mask : run));
  return maskMembers(masked).replaceAll(opaqueRun, mask);
}

/** Reads names and values only, because the text may be garbled or cut off. */
function maskMembers(text: string): string {
  let masked = '';
  let from = 0;
  for (const { 0: found, 2: name = '', index } of text.matchAll(memberName)) {
    const start = index + found.length;
    if (start < from || !isSecretName(name)) continue;
    const quote = matchAt(openingQuote, text, start);
    const close =
      quote === '' ? start + matchAt(bareValue, text, start).length : text.indexOf(quote, start + quote.length);
    masked += text.slice(from, start + quote.length) + mask;
    from = close === -1 ? text.length : close;
  }
  return masked + text.slice(from);
}

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? '';
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
