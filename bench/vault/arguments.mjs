// `npm run bench -- vault --engine sqlite,mysql --sizes 1k,100k`.
const factors = { k: 1e3, M: 1e6 };

function count(text) {
  const [, digits, unit] = /^(\d+)([kM]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new TypeError(`expected a number such as 500, 10k or 1M, not "${text}"`);
  return Number(digits) * (factors[unit] ?? 1);
}

const list = (text) => text.split(',').filter((part) => part !== '');

/**
 * - `--engine` sqlite, postgres, mysql; all of them by default
 * - `--sizes` authorizations, ascending; 1k,10k,100k by default, and `none` to leave that part out
 * - `--rotations` per latency; 10k by default, 0 to leave that part out
 * - `--rounds` that they are made in; 5 by default
 * - `--in-flight` calls of each process at the same time; 16 by default, as the vault's own
 * - `--latency` milliseconds after which the stub Alipay responds, several in turns; 0,100 by default
 * - `--memory` authorizations of a database whose process is weighed; 100k by default, 0 to leave that part out
 * - `--simultaneous` calls of `rotate` at once; 200 by default, 0 to leave that part out
 * - `--against` the folder of another checkout, built, whose simultaneous calls are measured in turns with these
 */
export function parseArguments(asked, engineNames) {
  const given = {
    engine: engineNames.join(','),
    sizes: '1k,10k,100k',
    rotations: '10k',
    rounds: '5',
    'in-flight': '16',
    latency: '0,100',
    memory: '100k',
    simultaneous: '200',
    against: undefined,
  };
  for (let index = 0; index < asked.length; index += 2) {
    const [option, value] = asked.slice(index, index + 2);
    const name = option.replace(/^--/, '');
    if (!Object.hasOwn(given, name) || value === undefined)
      throw new TypeError(`vault: no option "${option}" with a value`);
    given[name] = value;
  }
  const engines = list(given.engine);
  const unknown = engines.find((engine) => !engineNames.includes(engine));
  if (unknown !== undefined) throw new TypeError(`--engine: expected ${engineNames.join(', ')}, not "${unknown}"`);
  return {
    engines,
    sizes: given.sizes === 'none' ? [] : list(given.sizes).map(count),
    rotations: count(given.rotations),
    rounds: count(given.rounds),
    inFlight: count(given['in-flight']),
    latencies: list(given.latency).map(count),
    memory: count(given.memory),
    simultaneous: count(given.simultaneous),
    against: given.against,
  };
}
