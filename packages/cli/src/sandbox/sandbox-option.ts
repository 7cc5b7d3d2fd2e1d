import { InvalidArgumentError, Option } from 'commander';

/** `--sandbox <endpoint>`: the running sandbox that a command talks to. */
export function sandboxOption(): Option {
  return new Option('--sandbox <endpoint>', 'address of a running sandbox')
    .default('http://127.0.0.1:4010')
    .argParser(parseEndpoint);
}

export function parseAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an http or https address.');
}

function parseEndpoint(text: string): string {
  return parseAddress(text).replace(/\/+$/, '');
}
