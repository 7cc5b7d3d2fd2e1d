import type { Documentation } from '../document/documentation.js';
import type { Fact, FactCondition } from './fact.js';

const shownValues = 12;
const longestLine = 110;

/** Adds what is known to what the document says; always in the same order. */
export function factDocumentation(documentation: Documentation, fact: Fact): Documentation {
  const paragraphs = [...documentation.paragraphs, ...factParagraphs(fact)];
  return { ...documentation, paragraphs, deprecated: documentation.deprecated || fact.deprecated === true };
}

function factParagraphs(fact: Fact): readonly string[] {
  const facts = phrases(fact);
  const first = [names(fact), facts.length === 0 ? '' : `${capital(facts.join(', '))}.`].filter(Boolean).join(' ');
  return [wrapped(first), valueList(fact)].filter(Boolean);
}

/** `应用授权码 (app_auth_code of the merchant's authorization).` */
function names({ name = '', nameEn, standIn = '' }: Fact): string {
  if (nameEn === undefined) return name === '' ? standIn : `${name}.`;
  return name === '' ? `${capital(nameEn)}.` : `${name} (${nameEn}).`;
}

function phrases(fact: Fact): readonly string[] {
  const { unit, decimals, format, ids, unique, example, mentions } = fact;
  return [
    ...requirement(fact),
    ...(ids === undefined ? [] : [`an ${ids.replaceAll('-', ' ')}`.replace(/^an (?![aeiou])/, 'a ')]),
    ...(unit === undefined ? [] : [`in ${units[unit] ?? unit}`]),
    ...(decimals === undefined ? [] : [`at most ${decimals} decimals`]),
    ...(format === undefined ? [] : [`format \`${format}\``]),
    ...limits(fact),
    ...(unique === undefined ? [] : [uniqueness[unique]]),
    ...(fact.default === undefined ? [] : [`default \`${fact.default}\``]),
    ...(example === undefined ? [] : [`example \`${example}\``]),
    ...(mentions === undefined ? [] : [`see ${mentions.map((id) => `\`${id}\``).join(', ')}`]),
  ];
}

const units: Readonly<Record<string, string>> = {
  byte: 'bytes',
  day: 'days',
  fen: 'fen (1/100 yuan)',
  hour: 'hours',
  kilobyte: 'kilobytes',
  millisecond: 'milliseconds',
  minute: 'minutes',
  month: 'months',
  pixel: 'pixels',
  second: 'seconds',
};

const uniqueness = {
  idempotency: 'repeating the call with the same value has no second effect',
  merchant: 'unique among the caller’s own',
} as const;

const secondHand: ReadonlySet<string> = new Set(['portal', 'client']);

function requirement({ requirement: kind, requirementSource, ...fact }: Fact): readonly string[] {
  const doubt = requirementSource !== undefined && secondHand.has(requirementSource) ? ' (second-hand)' : '';
  const conditions = [fact.requiredWhen ?? []].flat();
  return [
    ...(kind === 'required' || kind === 'optional' ? [kind + doubt] : []),
    ...(conditions.length === 0 ? [] : [`required when ${conditions.map(condition).join(', or ')}${doubt}`]),
    ...(fact.requiredIf === undefined ? [] : [`required ${fact.requiredIf.en}${doubt}`]),
    ...(fact.atLeastOne === undefined ? [] : [`at least one of ${fieldList(fact.atLeastOne)}`]),
    ...(fact.exactlyOne === undefined ? [] : [`exactly one of ${fieldList(fact.exactlyOne)}`]),
    ...(fact.excludes === undefined ? [] : [`not together with ${fieldList(fact.excludes)}`]),
    ...(fact.missingCode === undefined ? [] : [`\`${fact.missingCode}\` refuses a call without it`]),
    ...(kind === 'unknown' && fact.missingCode === undefined ? ['requirement unknown'] : []),
  ];
}

function condition(one: FactCondition): string {
  if ('present' in one) return `\`${one.present}\` is sent`;
  if ('absent' in one) return `\`${one.absent}\` is not sent`;
  const values = 'equals' in one ? [one.equals] : one.in;
  return `\`${one.field}\` is ${values.map((value) => `\`${value}\``).join(' or ')}`;
}

function limits(fact: Fact): readonly string[] {
  const { length, minLength, maxLength, maxBytes, minimum, maximum, minItems, maxItems } = fact;
  return [
    range(minimum, maximum, ''),
    length === undefined ? '' : `${length} characters`,
    range(minLength, maxLength, ' characters'),
    range(undefined, maxBytes, ' bytes'),
    range(minItems, maxItems, ' items'),
  ].filter(Boolean);
}

function range(least: number | undefined, most: number | undefined, what: string): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${what}`;
  if (least !== undefined) return `at least ${least}${what}`;
  return most === undefined ? '' : `at most ${most}${what}`;
}

function valueList({ values = {}, closed }: Fact): string {
  const entries = Object.entries(values).map(
    ([value, meaning]) => `- \`${value}\`${meaning === null ? '' : `: ${meaning}`}`,
  );
  if (entries.length === 0) return '';
  const more = entries.length > shownValues ? [`- and ${entries.length - shownValues} more`] : [];
  const heading = closed === true ? 'Values:' : 'Known values:';
  return [heading, ...entries.slice(0, shownValues), ...more].join('\n');
}

function fieldList(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ');
}

/** Breaks a line that is too long for an editor; examples and names keep their spaces. */
function wrapped(text: string): string {
  const lines = [''];
  for (const part of text.split(/(?<=[,.]) /)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + part.length >= longestLine) lines.push(part);
    else lines[lines.length - 1] = line === '' ? part : `${line} ${part}`;
  }
  return lines.join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
