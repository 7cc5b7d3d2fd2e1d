// The vault on databases of several engines and sizes, and its rotations compared with the bare client's.
import { makeCredentials } from '../credentials.mjs';
import { start } from '../process.mjs';
import { parseArguments } from './arguments.mjs';
import { availableEngines, engineNames } from './databases.mjs';
import { benchMemory } from './memory.mjs';
import { benchRotation } from './rotation.mjs';
import { benchScale } from './scale.mjs';
import { benchSimultaneous } from './simultaneous.mjs';

/** @param asked what follows `vault` on the command line; see `parseArguments` */
export async function benchVault(asked) {
  const { engines, sizes, rotations, rounds, inFlight, latencies, memory, simultaneous, against } = parseArguments(
    asked,
    engineNames,
  );
  const credentials = await makeCredentials();
  const stub = start('./vault/stub-alipay.mjs');
  try {
    const { alipayPrivateKey, privateKey, alipayPublicKey } = credentials;
    const { port } = await stub.ask({ command: 'setUp', alipayPrivateKey });
    const alipay = { endpoint: `http://127.0.0.1:${port}`, privateKey, alipayPublicKey };
    const results = {};
    for (const engine of await availableEngines(engines)) {
      results[engine] = {
        ...(sizes.length > 0 ? await benchScale(engine, { sizes, alipay }) : {}),
        ...(rotations > 0
          ? { rotation: await benchRotation(engine, { stub, alipay, rotations, rounds, inFlight, latencies }) }
          : {}),
        ...(memory > 0 ? { memory: await benchMemory(engine, { alipay, size: memory }) } : {}),
        ...(simultaneous > 0
          ? { simultaneous: await benchSimultaneous(engine, { alipay, simultaneous, against }) }
          : {}),
      };
      printEngine(engine, results[engine]);
    }
    return results;
  } finally {
    stub.stop();
  }
}

const micro = (milliseconds) => Math.round(milliseconds * 1000);

function printEngine(engine, { version, rows, plans, growth, rotation, memory, simultaneous }) {
  if (rows !== undefined) {
    console.log(`${engine}: ${version}`);
    console.table(
      rows.map((row) => ({
        authorizations: row.size,
        'cold read µs p50 / p99': `${micro(row.read.p50)} / ${micro(row.read.p99)}`,
        'cached read µs p99': (row.cachedP99 * 1000).toFixed(1),
        'cached reads/s per core': Math.round(row.perCore),
        'due page µs p50': micro(row.due.p50),
        'nothing due µs p50': micro(row.idle.p50),
        'list page µs p50': micro(row.list.p50),
        'bytes each': Math.round(row.bytes),
        'resealed/s': Math.round(row.resealed),
      })),
    );
    const { from, to, ...ratios } = growth;
    const factors = Object.entries(ratios).map(([name, ratio]) => `${name} × ${ratio.toFixed(2)}`);
    console.log(`from ${from} to ${to}: ${factors.join(', ')}`);
    for (const [name, { statements, plan }] of Object.entries(plans)) {
      console.log(`${name} (${statements === 1 ? '1 statement' : `${statements} statements`}): ${plan.join('; ')}`);
    }
  }
  if (memory !== undefined) {
    console.log(`${engine}: memory of one process, resident / heap in MB`);
    const megabytes = ({ rss, heapUsed }) => `${(rss / 1e6).toFixed(0)} / ${(heapUsed / 1e6).toFixed(1)}`;
    console.table(
      memory.map(({ cacheEntries, before, opened, read }) => ({
        'cached tokens': cacheEntries,
        'without a vault': megabytes(before),
        opened: megabytes(opened),
        'every token read': megabytes(read),
      })),
    );
  }
  if (simultaneous !== undefined) {
    console.log(`${engine}: calls of rotate at once, and reads one after the other`);
    console.table(
      Object.entries(simultaneous).map(([checkout, one]) => ({
        checkout,
        'event loop delay ms p99 / most': `${one.delayP99.toFixed(1)} / ${one.delayMost.toFixed(1)}`,
        'rotations/s': Math.round(one.rate),
        'cold read µs p50 / p99': `${micro(one.readP50)} / ${micro(one.readP99)}`,
      })),
    );
  }
  if (rotation === undefined) return;
  const { callers, calls } = rotation.callers;
  console.log(`${callers} callers on one merchant, in 2 processes: ${calls} call(s) to Alipay`);
  console.table(
    rotation.throughput.map((row) => ({
      'Alipay responds after ms': row.latency,
      'rotations/s, vault : bare': `${row.vault.toFixed(0)} : ${row.bare.toFixed(0)}`,
      ratio: row.ratio.toFixed(2),
      'CPU µs each, vault : bare': `${row.vaultCpu.toFixed(0)} : ${row.bareCpu.toFixed(0)}`,
      'calls too many': row.extraCalls,
    })),
  );
}
