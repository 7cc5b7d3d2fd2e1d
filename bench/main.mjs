// `npm run bench [-- clients memory vault hub console]`: prints tables and, as the last line, the same as JSON. A benchmark, not a
// test: it judges nothing. Options follow the section that they are for: `clients --turns 3`, those in
// `vault/arguments.mjs`, and those of `hub/hub-bench.mjs` and `console/console-bench.mjs`.
import { availableParallelism } from 'node:os';
import { benchClients, benchMemory, peer } from './client-bench.mjs';
import { benchConsole } from './console/console-bench.mjs';
import { benchHub } from './hub/hub-bench.mjs';
import { benchVault } from './vault/vault-bench.mjs';

const fixed = (value, digits = 0) => value.toFixed(digits);
const mebibytes = (bytes) => `${fixed(bytes / 2 ** 20, 1)} MiB`;

const sections = {
  async clients(options) {
    const results = await benchClients(options);
    console.table(
      results.scenarios.map(({ measured, ...row }) => ({
        scenario: row.scenario,
        'in flight': row.inFlight,
        'CPU µs/call': measured.map(({ cpuPerCall }) => fixed(cpuPerCall)).join(' : '),
        'CPU to official': fixed(row.cpuRatio, 2),
        'CPU to floor': fixed(row.cpuRatioToFloor, 2),
        'calls/s': measured.map(({ callsPerSecond }) => fixed(callsPerSecond)).join(' : '),
        'calls/s ratio': fixed(row.throughputRatio, 2),
      })),
    );
    const { lingpai, [peer]: official, ratio } = results.import;
    console.table([{ import: 'ms', lingpai: fixed(lingpai, 1), [peer]: fixed(official, 1), ratio: fixed(ratio, 2) }]);
    return results;
  },
  async memory() {
    const rows = await benchMemory();
    console.table(
      rows.map(({ name, calls, heapBefore, heapAfter }) => ({
        client: name,
        calls,
        'heap before': mebibytes(heapBefore),
        'heap after': mebibytes(heapAfter),
      })),
    );
    return rows;
  },
  vault: (options) => benchVault(options),
  hub: (options) => benchHub(options),
  console: (options) => benchConsole(options),
};

/** Sections in the order they were asked for, each with the options behind it. */
const asked = [];
for (const argument of process.argv.slice(2)) {
  if (argument in sections || asked.length === 0) asked.push({ name: argument, options: [] });
  else asked.at(-1).options.push(argument);
}
if (asked.length === 0) for (const name of Object.keys(sections)) asked.push({ name, options: [] });
const unknown = asked.find(({ name, options }) => !(name in sections) || (name === 'memory' && options.length > 0));
if (unknown !== undefined) {
  console.error(
    `no section "${[unknown.name, ...unknown.options].join(' ')}"; there are: ${Object.keys(sections).join(', ')}`,
  );
  process.exit(1);
}
console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores; "lingpai : ${peer} : floor", medians of interleaved turns`,
);
const results = {};
for (const { name, options } of asked) results[name] = await sections[name](options);
console.log(JSON.stringify(results));
