// Rotations by two processes on one database, in turns with two processes that make the same calls and keep nothing.
import { median, start } from '../process.mjs';
import { createDatabase } from './databases.mjs';
import { appId, authAppIdOf } from './merchants.mjs';
import { populate } from './populate.mjs';

const processes = 2;

/** @returns for each latency of Alipay how the vault's rate compares, and what 1,000 callers on one merchant cause */
export async function benchRotation(engine, { stub, alipay, rotations, rounds, inFlight, latencies }) {
  const database = await createDatabase(engine);
  const vaults = [];
  const clients = [];
  try {
    await populate(database, rotations, alipay);
    await setDue(database, 'null');
    for (let index = 0; index < processes; index += 1) {
      vaults.push(start('./vault/node.mjs'));
      clients.push(start('./vault/node.mjs'));
    }
    const { url, folder } = database;
    await ask(vaults, { command: 'openVault', url, folder, alipay, concurrency: inFlight, rotationSpacing: 0 });
    await ask(clients, { command: 'openClient', alipay });
    const run = { database, stub, vaults, clients, inFlight, size: rotations };
    const callers = await rotateOne(run);
    const throughput = [];
    for (const latency of latencies) {
      await stub.ask({ command: 'setLatency', latency });
      throughput.push({ latency, ...(await compare(run, rotations / rounds, rounds)) });
    }
    await stub.ask({ command: 'setLatency', latency: 0 });
    await ask(vaults, { command: 'close' });
    return { callers, throughput };
  } finally {
    for (const child of [...vaults, ...clients]) child.stop();
    await database.drop();
  }
}

const ask = (children, message) => Promise.all(children.map((child) => child.ask(message)));

/** 1,000 callers, half of them in each process. */
async function rotateOne({ stub, vaults }) {
  const before = await stub.ask({ command: 'calls' });
  const responses = await ask(vaults, { command: 'rotateOne', authAppId: authAppIdOf(3), callers: 500 });
  const after = await stub.ask({ command: 'calls' });
  return {
    callers: 1_000,
    calls: after.calls - before.calls,
    generations: responses.flatMap((one) => one.generations),
  };
}

/** Rounds of so many rotations; the first of each kind warms up. */
async function compare(run, count, rounds) {
  const pairs = [];
  await timeVault(run, Math.ceil(count / 4));
  await timeClients(run, Math.ceil(count / 4));
  for (let round = 0; round < rounds; round += 1) {
    const turns = round % 2 === 0 ? [timeClients, timeVault] : [timeVault, timeClients];
    const pair = {};
    for (const turn of turns) Object.assign(pair, await turn(run, count));
    pairs.push(pair);
  }
  const middle = (name) => median(pairs.map((pair) => pair[name]));
  return {
    rotations: count * rounds,
    vault: middle('vault'),
    bare: middle('bare'),
    ratio: median(pairs.map(({ vault, bare }) => vault / bare)),
    vaultCpu: middle('vaultCpu'),
    bareCpu: middle('bareCpu'),
    extraCalls: pairs.reduce((sum, { extraCalls }) => sum + extraCalls, 0),
  };
}

async function timeClients({ clients, inFlight }, count) {
  const { seconds, cpu } = await timed(() =>
    ask(clients, { command: 'refresh', calls: Math.ceil(count / processes), inFlight }),
  );
  return { bare: count / seconds, bareCpu: cpu / count };
}

async function timeVault({ database, stub, vaults }, count) {
  await setDue(database, '1', count);
  const before = await stub.ask({ command: 'calls' });
  const { seconds, cpu } = await timed(() => ask(vaults, { command: 'rotateDue' }));
  const after = await stub.ask({ command: 'calls' });
  return { vault: count / seconds, vaultCpu: cpu / count, extraCalls: after.calls - before.calls - count };
}

/** @returns seconds, and microseconds of CPU of the processes that were asked */
async function timed(run) {
  const before = performance.now();
  const responses = await run();
  const seconds = (performance.now() - before) / 1000;
  return { seconds, cpu: responses.reduce((sum, { cpu }) => sum + cpu, 0) };
}

/** Nothing else tells which were rotated least lately: they take turns by their due time, of which there is none. */
async function setDue({ engine, execute }, value, count) {
  const table = engine === 'mysql' ? '`authorization`' : '"authorization"';
  if (count === undefined) {
    await execute(`update ${table} set due_at = ${value}`);
    return;
  }
  const keys = `select auth_app_id from ${table} where app_id = '${appId}' order by issued_at, auth_app_id limit ${count}`;
  await execute(
    `update ${table} set due_at = ${value} where auth_app_id in (select auth_app_id from (${keys}) as oldest)`,
  );
}
