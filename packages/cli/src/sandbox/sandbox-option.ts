import { InvalidArgumentError, Option } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { sandbox: 'address of a running sandbox', expected: 'Expected an http or https address.' },
  zh: { sandbox: '运行中的沙箱的地址', expected: '应为 http 或 https 地址。' },
});

/** `--sandbox <endpoint>`: the running sandbox that a command talks to. */
export function sandboxOption(): Option {
  return new Option('--sandbox <endpoint>', texts.sandbox).default('http://127.0.0.1:4010').argParser(parseEndpoint);
}

export function parseAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError(texts.expected);
}

function parseEndpoint(text: string): string {
  return parseAddress(text).replace(/\/+$/, '');
}
