import { InvalidArgumentError } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { expected: 'Expected name=value.' },
  zh: { expected: '应为 名称=值。' },
});

/** Values of the sandbox's settings as given on the command line; the sandbox checks them. */
export type GivenSettings = Readonly<Record<string, unknown>>;

/** Reads one `--set name=value` and adds it to the others. */
export function collectSetting(text: string, others: GivenSettings = {}): GivenSettings {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError(texts.expected);
  const value = text.slice(equals + 1);
  return { ...others, [text.slice(0, equals)]: readValue(value) };
}

function readValue(text: string): unknown {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
