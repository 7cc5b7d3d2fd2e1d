// This client against the official one and the floor: same stub server, same calls, in turns, in one run.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createContentCipher } from '@lingpai/alipay';
import { makeCredentials } from './credentials.mjs';
import { median, start } from './process.mjs';

export const peer = 'alipay-sdk';
/** Those with a memory and an import time to compare. */
const names = ['lingpai', peer];
const contestants = [...names, 'floor'];
const tokenPath = '/v3/alipay/open/auth/token/app';
const response = JSON.stringify({
  app_auth_token: '201509BBeff9351ad1874306903e96b91d248A36',
  app_refresh_token: '201509BBdcba1e3347de4e75ba3fed2c9abebE36',
  auth_app_id: '2021000000000002',
  user_id: '2088102150527498',
  expires_in: '31536000',
  re_expires_in: '32140800',
});
const refusal = JSON.stringify({ code: 'AUTH_CODE_NOT_VALID', message: 'used' });

const scenarios = [
  { name: 'key mode', kind: 'plain', inFlight: 1, calls: 400 },
  { name: 'key mode', kind: 'plain', inFlight: 32, calls: 1600 },
  { name: 'key mode', kind: 'plain', inFlight: 1000, calls: 3000 },
  { name: 'encrypted', kind: 'encrypted', inFlight: 32, calls: 1600 },
  { name: 'verified error', kind: 'error', inFlight: 32, calls: 1600 },
  { name: 'certificate mode', kind: 'plain', inFlight: 32, calls: 1600, certificateMode: true },
];
const usualTurns = 7;

/**
 * CPU, throughput and import time.
 *
 * @param {string[]} [parameters] `--turns <number>`: how often each contestant runs each scenario
 */
export async function benchClients(parameters = []) {
  const turns = readTurns(parameters);
  /** @type {{ import: ReturnType<typeof importTimes>, scenarios: Awaited<ReturnType<typeof compare>>[] }} */
  const results = { import: importTimes(turns), scenarios: [] };
  for (const certificateMode of [false, true]) {
    await withWorkers(certificateMode, async (workers) => {
      for (const scenario of scenarios.filter((each) => (each.certificateMode ?? false) === certificateMode)) {
        results.scenarios.push(await compare(scenario, workers, turns));
        console.log(`${scenario.name}, ${scenario.inFlight} in flight: measured`);
      }
    });
  }
  return results;
}

/** @throws Error for anything else than the one option that there is */
function readTurns(parameters) {
  const { values } = parseArgs({ args: parameters, options: { turns: { type: 'string' } } });
  const turns = Number(values.turns ?? usualTurns);
  if (!Number.isSafeInteger(turns) || turns < 1) throw new Error('--turns: expected a whole number, 1 or more');
  return turns;
}

/** Heap after a warm-up and after 100,000 calls more. */
export async function benchMemory() {
  const calls = 100_000;
  const rows = [];
  await withWorkers(false, async (workers) => {
    for (const name of names) {
      await workers[name].ask({ command: 'run', kind: 'plain', inFlight: 32, calls: 2000 });
      const before = await workers[name].ask({ command: 'heap' });
      await workers[name].ask({ command: 'run', kind: 'plain', inFlight: 32, calls });
      const after = await workers[name].ask({ command: 'heap' });
      rows.push({ name, calls, heapBefore: before.heapUsed, heapAfter: after.heapUsed });
    }
  });
  return rows;
}

/** Starts the stub server and both clients' processes, and stops them whatever happens. */
async function withWorkers(certificateMode, use) {
  const credentials = await makeCredentials();
  const stub = start('./stub-server.mjs');
  const workers = {};
  try {
    const { port } = await stub.ask({
      alipayPrivateKey: credentials.alipayPrivateKey,
      responses: {
        [tokenPath]: { status: 200, body: response },
        [`${tokenPath}#encrypted`]: {
          status: 200,
          body: createContentCipher(credentials.encryptKey).encrypt(response),
        },
        '/v3/bench/error': { status: 400, body: refusal },
      },
    });
    for (const name of contestants) {
      workers[name] = start('./worker.mjs', ['--expose-gc']);
      await workers[name].ask({
        command: 'setUp',
        name,
        credentials,
        endpoint: `http://127.0.0.1:${port}`,
        certificateMode,
      });
    }
    await use(workers);
  } finally {
    for (const process of [stub, ...Object.values(workers)]) process.stop();
  }
}

/** Each turn runs the contestants one after another, another one first each time; ratios are taken within a turn. */
async function compare(scenario, workers, count) {
  const { kind, inFlight, calls } = scenario;
  const run = (name) =>
    workers[name].ask({ command: 'run', kind, inFlight, calls }).catch((cause) => {
      throw new Error(`${name} failed in "${scenario.name}" with ${inFlight} in flight`, { cause });
    });
  for (const name of contestants) await run(name);
  const turns = [];
  for (let number = 0; number < count; number++) {
    const turn = {};
    const first = number % contestants.length;
    for (const name of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const { wall, cpu } = await run(name);
      turn[name] = { cpuPerCall: cpu / calls, callsPerSecond: (calls / wall) * 1000 };
    }
    turns.push(turn);
  }
  const middle = (name) => ({
    cpuPerCall: median(turns.map((turn) => turn[name].cpuPerCall)),
    callsPerSecond: median(turns.map((turn) => turn[name].callsPerSecond)),
  });
  const ratio = (measure, name) => median(turns.map((turn) => turn.lingpai[measure] / turn[name][measure]));
  return {
    scenario: scenario.name,
    inFlight,
    measured: contestants.map(middle),
    cpuRatio: ratio('cpuPerCall', peer),
    cpuRatioToFloor: ratio('cpuPerCall', 'floor'),
    throughputRatio: ratio('callsPerSecond', peer),
  };
}

/** Milliseconds to import each client in a fresh process, in turns. */
function importTimes(turns) {
  const sources = {
    lingpai: "Promise.all([import('@lingpai/alipay'), import('@lingpai/alipay/apis/alipay-open-auth-token')])",
    [peer]: "import('alipay-sdk')",
  };
  /** @type {number[]} */
  const own = [];
  /** @type {number[]} */
  const theirs = [];
  for (let turn = 0; turn < 2 * turns; turn++) {
    for (const name of turn % 2 === 0 ? names : names.toReversed()) {
      const script = `const t=performance.now();await ${sources[name]};console.log(performance.now()-t)`;
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: new URL('.', import.meta.url),
      });
      (name === peer ? theirs : own).push(Number(printed));
    }
  }
  return {
    lingpai: median(own),
    [peer]: median(theirs),
    ratio: median(own.map((time, turn) => time / (theirs[turn] ?? Number.NaN))),
  };
}
