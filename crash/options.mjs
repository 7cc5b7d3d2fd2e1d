import { parseArgs } from 'node:util';
import { engines } from './databases.mjs';

export const usage = `npm run crash -- [options]

  --hub                   nodes of the hub instead of the vault's, with load over HTTP
  --kills <number>        how many processes are killed, at least; 200 by default
  --engine <name>         ${engines.join(', ')}; sqlite by default
  --nodes <number>        processes at the same time; 2 by default
  --seed <text>           what random decisions are made of; a new one by default
  --round-kills <number>  kills between two comparisons; 20 by default
  --interval <number>     with --hub: milliseconds between two kills; 2000 by default
  --first-round <number>  begin with the decisions of a later round; 1 by default
  --json                  one line of JSON at the end, and nothing else`;

/** @throws Error that says which option is wrong */
export function readOptions(argv) {
  /** @type {{ type: 'string' }} */
  const text = { type: 'string' };
  const { values } = parseArgs({
    args: argv,
    options: {
      hub: { type: 'boolean' },
      kills: text,
      engine: text,
      nodes: text,
      seed: text,
      'round-kills': text,
      interval: text,
      'first-round': text,
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const { engine = 'sqlite', seed = String(Math.floor(Math.random() * 1e9)) } = values;
  if (!engines.includes(engine)) throw new Error(`--engine: expected ${engines.join(', ')}`);
  if (values.interval !== undefined && !values.hub) throw new Error('--interval: expected it together with --hub');
  return {
    engine,
    seed,
    hub: values.hub ?? false,
    interval: wholeNumber(values.interval ?? '2000', '--interval'),
    kills: wholeNumber(values.kills ?? '200', '--kills'),
    nodes: wholeNumber(values.nodes ?? '2', '--nodes'),
    roundKills: wholeNumber(values['round-kills'] ?? '20', '--round-kills'),
    firstRound: wholeNumber(values['first-round'] ?? '1', '--first-round'),
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function wholeNumber(text, name) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Error(`${name}: expected a whole number, 1 or more`);
}
