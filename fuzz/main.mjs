// `npm run fuzz [-- responses v2-envelopes …] [--seconds 120] [--seed 7] [--input 12]`: feeds each target for a while with
// inputs that depend on the seed alone, and prints a table. `--input` repeats one input of one target.
import { inspect, parseArgs } from 'node:util';
import { randomOf } from './random.mjs';
import { certificateFiles } from './targets/certificates.mjs';
import { eventStreams } from './targets/event-streams.mjs';
import { multipart } from './targets/multipart.mjs';
import { notificationBodies } from './targets/notification-bodies.mjs';
import { responses } from './targets/responses.mjs';
import { v2Envelopes } from './targets/v2-envelopes.mjs';

const targets = {
  responses,
  'v2-envelopes': v2Envelopes,
  'notification-bodies': notificationBodies,
  certificates: certificateFiles,
  multipart,
  'event-streams': eventStreams,
};
/** Microseconds of CPU that one input may take. */
const mostCpu = 1_000_000;
/** Findings of one target after which it ends: they are mostly one and the same. */
const mostFindings = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now()) },
    input: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const unknown = positionals.find((name) => !(name in targets));
if (unknown !== undefined || !(seconds > 0) || (values.input !== undefined && positionals.length !== 1)) {
  console.error(`targets: ${Object.keys(targets).join(', ')}; --seconds takes a number; --input takes one target`);
  process.exit(2);
}

async function runOne(name, number) {
  const target = targets[name];
  const input = target.make(randomOf(values.seed, name, number));
  const before = process.cpuUsage();
  try {
    await target.run(input);
    const { user } = process.cpuUsage(before);
    if (user > mostCpu) throw new Error(`took ${Math.round(user / 1000)} ms of CPU`);
    return 0;
  } catch (error) {
    console.error(`${name}: --seed ${values.seed} --input ${number}: ${error.message}`);
    if (values.input !== undefined) console.error(inspect(input, { depth: 4, maxStringLength: 4000 }));
    return 1;
  }
}

const rows = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(targets)) {
  const end = performance.now() + seconds * 1000;
  let inputs = 0;
  let findings = 0;
  if (values.input !== undefined) {
    inputs = 1;
    findings = await runOne(name, Number(values.input));
  }
  while (values.input === undefined && performance.now() < end && findings < mostFindings) {
    findings += await runOne(name, inputs);
    inputs += 1;
  }
  rows.push({ target: name, seed: values.seed, inputs, findings });
}
console.table(rows);
process.exitCode = rows.some(({ findings }) => findings > 0) ? 1 : 0;
