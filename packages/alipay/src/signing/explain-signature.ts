import { AlipayApiError } from '../errors/alipay-api-error.js';
import { secretsOf } from '../errors/redact-message.js';
import { maskLine } from './mask-line.js';
import { signatureAdvice } from './signature-advice.js';
import { cappedText, type SignedTexts, signedTextsOf } from './signature-evidence.js';
import { commonLength, type SignedLine, signedLines, splitSignedText, unescapeLike } from './signed-lines.js';

/** One line of the two signed texts; what is secret in it is masked, and what is long is cut around the difference. */
export interface ExplainedLine {
  /** From 1. */
  readonly line: number;
  readonly what: SignedLine;
  /** What the client signed; `undefined` when its text has no such line. */
  readonly ours: string | undefined;
  /** What the gateway expected; `undefined` when its text has no such line. */
  readonly gateway: string | undefined;
  /** Where they differ first, in characters from 0, before masking; `undefined` when they are the same. */
  readonly firstDifference: number | undefined;
}

/** Where the text that was signed differs from the one that the gateway expected. */
export interface SignatureExplanation {
  readonly same: boolean;
  readonly lines: readonly ExplainedLine[];
  /** What to look at, most likely first. */
  readonly advice: readonly string[];
  /** All of it in some readable lines. */
  toString(): string;
}

/** Characters that are shown on both sides of a difference. */
const surroundings = 60;

/**
 * Shows why a signature was refused: compares, line by line, the text that was signed with the one that the gateway
 * verified and repeats in its response. Masks tokens, codes and keys. Reads 64 KiB of each text.
 *
 * ```ts
 * import { explainSignature, isAlipayApiError } from '@lingpai/alipay';
 *
 * function report(error: unknown): void {
 *   if (isAlipayApiError(error, 'invalid-signature')) console.error(String(explainSignature(error)));
 * }
 * ```
 *
 * @param source an `AlipayApiError` with the code `invalid-signature`, or the two texts of any client
 * @param options `expected`: the gateway's text, where its response does not repeat it
 * @returns `undefined` when the gateway's text is not known
 * @throws TypeError when the error is another one
 */
export function explainSignature(
  source: AlipayApiError | SignedTexts,
  options: { readonly expected?: string | undefined } = {},
): SignatureExplanation | undefined {
  const { ours, gateway = undefined } = textsOf(source);
  const expected = options.expected ?? gateway;
  if (expected === undefined) return undefined;
  const [signed, verified] = [cappedText(ours), cappedText(expected)];
  return explain(signed, unescapeLike(verified, signed));
}

function textsOf(source: AlipayApiError | SignedTexts): Pick<SignedTexts, 'ours'> & Partial<SignedTexts> {
  const texts: Partial<SignedTexts> | undefined = source instanceof AlipayApiError ? signedTextsOf(source) : source;
  if (typeof texts?.ours !== 'string') {
    throw new TypeError('source: expected an AlipayApiError with the code "invalid-signature", or { ours, gateway }');
  }
  return { ...texts, ours: texts.ours };
}

function explain(ours: string, gateway: string): SignatureExplanation {
  const one = splitSignedText(ours);
  const other = splitSignedText(gateway);
  const secrets = secretsAmong([one, other]);
  const lines = signedLines
    .map((what, index) => explainLine(what, index + 1, [one[what], other[what]], secrets))
    .filter((line) => line.ours !== undefined || line.gateway !== undefined);
  const endsWithLineBreak = ours.endsWith('\n');
  const same = endsWithLineBreak && lines.every((line) => line.firstDifference === undefined);
  const advice = signatureAdvice(one, other, endsWithLineBreak);
  return Object.freeze({ same, lines, advice, toString: () => readable(lines, advice) });
}

function explainLine(
  what: SignedLine,
  line: number,
  [ours, gateway]: readonly [string | undefined, string | undefined],
  secrets: ReadonlySet<string>,
): ExplainedLine {
  const masked = [ours, gateway].map((text) => (text === undefined ? undefined : maskLine(what, text, secrets)));
  const shownFrom = commonLength(masked[0] ?? '', masked[1] ?? '');
  const [shownOurs, shownGateway] = masked.map((text) => (text === undefined ? undefined : excerpt(text, shownFrom)));
  const firstDifference = ours === gateway ? undefined : commonLength(ours ?? '', gateway ?? '');
  return { line, what, ours: shownOurs, gateway: shownGateway, firstDifference };
}

function excerpt(text: string, at: number): string {
  const start = Math.max(0, at - surroundings);
  const end = Math.min(text.length, at + surroundings);
  return `${start === 0 ? '' : '…'}${text.slice(start, end)}${end === text.length ? '' : '…'}`;
}

/** Values that are secrets by their names, or as the line that they are, are masked wherever they stand. */
function secretsAmong(texts: readonly Partial<Record<SignedLine, string>>[]): ReadonlySet<string> {
  const secrets = new Set<string>();
  for (const { body = '', 'path and query': path = '', 'app auth token': token } of texts) {
    if (token !== undefined) secrets.add(token);
    secretsOf(Object.fromEntries(new URLSearchParams(path.split('?')[1])), secrets);
    try {
      secretsOf(JSON.parse(body), secrets);
    } catch {
      // Cipher text, or garbled: masked by its look.
    }
  }
  return secrets;
}

function readable(lines: readonly ExplainedLine[], advice: readonly string[]): string {
  const different = lines.filter((line) => line.firstDifference !== undefined);
  const shown = different.flatMap(({ line, what, ours, gateway, firstDifference }) => [
    `line ${line}, ${what}, from character ${firstDifference} on:`,
    `  signed:   ${ours ?? '(no such line)'}`,
    `  expected: ${gateway ?? '(no such line)'}`,
  ]);
  return [...shown, ...advice.map((text) => `- ${text}`)].join('\n');
}
