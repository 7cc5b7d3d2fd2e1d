import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Gone } from './conversation.mjs';
import { offerCode } from './load.mjs';

const mostSteps = 60;
const mostReseals = 5;
/** Seconds that the clock is moved by, at first and at most: what waits waits longer and longer. */
export const shortestMove = 90;
export const longestMove = 3_600;

/**
 * Lets everything come to its end that was begun: the nodes do what is left, browsers are reloaded, notifications that were
 * not taken come again, and time passes until nothing waits any more.
 */
export async function settle(world, random) {
  const { nodes, database, findings } = world;
  await world.alipay.ask('clearFaults');
  await nodes.killAll();
  await database.endDeliveries();
  await nodes.start({ planned: false });
  let move = shortestMove;
  let left;
  for (let step = 0; step < mostSteps; step += 1) {
    await offerCodes(world, random);
    left = await whatIsLeft(world);
    if (left.length === 0) left = await whatIsLeft(world);
    if (left.length === 0) return resealAll(world);
    if (step % 2 === 0) await pause(250);
    else {
      await moveClock(world, move);
      move = Math.min(longestMove, move * 2);
      await nodes.tell('kick');
    }
  }
  findings.add('unsettled', left.join(', '));
  findings.tell(await whatWaits(world));
}

/** Nothing may be sealed with an older key any more; then those keys are thrown away. */
async function resealAll({ nodes, masterKeys, database, findings }) {
  for (let turn = 0; turn < mostReseals && masterKeys.older.length > 0; turn += 1) {
    const [node] = nodes.ready();
    const { retired } = await node.conversation.ask('reseal');
    for (const id of retired) {
      const left = await database.sealedWith(id);
      if (left > 0) findings.add('leftBehind', `${left} rows are sealed with ${id}, which is reported as retired`);
    }
    masterKeys.drop(retired);
  }
  if (masterKeys.older.length > 0) findings.add('leftBehind', `${masterKeys.older} are never reported as retired`);
}

/** What waits, in rows. */
async function whatWaits({ database, clock }) {
  const attempts = 'attempts > 0 and due_at is not null';
  const rows = {
    authorization: await database.some(
      'authorization',
      `contested is not null or due_at <= ${clock()} or probe_at <= ${clock()} or (${attempts})`,
    ),
    application: await database.some('application', '1 = 1'),
    operation: await database.some('operation', "state in ('started', 'received')"),
    inbox: await database.some('inbox', "state = 'received'"),
    outbox: await database.some('outbox', "state <> 'delivered'"),
  };
  const list = Object.entries(rows).flatMap(([table, found]) => found.map((row) => `${table} ${JSON.stringify(row)}`));
  return [`the clock: ${clock()}`, ...list];
}

/** The nodes first: a clock that is ahead of Alipay's for a moment does less harm than one that is behind. */
export async function moveClock(world, seconds) {
  world.offset += seconds * 1_000;
  await world.nodes.tellClocks();
  await world.alipay.ask('advance', { seconds });
}

/** Merchants whose browsers got no response come back to the page. */
async function offerCodes({ codes, nodes, findings }, random) {
  for (const code of codes.filter(({ settled, quiet }) => quiet && !settled)) {
    try {
      await offerCode((ask) => ask(random.pick(nodes.ready()).conversation), code);
    } catch (error) {
      if (!(error instanceof Gone)) findings.add('unexpected', error.message);
    }
  }
}

/** In words; empty when everything has settled. */
async function whatIsLeft(world) {
  const left = await whatVaultsHaveLeft(world);
  const waiting = world.codes.filter(({ settled, quiet }) => quiet && !settled).length;
  return waiting > 0 ? [...left, `${waiting} codes without a word`] : left;
}

/** What the vault of every node has still to do, in words. */
export async function whatVaultsHaveLeft({ database, nodes, alipay, clock }) {
  const left = [];
  const note = (count, what) => {
    if (count > 0) left.push(`${count} ${what}`);
  };
  // Notifications first: delivering them makes work.
  note((await alipay.ask('undelivered')).length, 'notifications');
  note(await database.count('operation', "state in ('started', 'received') and quarantined = 0"), 'operations');
  note(await database.count('inbox', "state = 'received'"), 'in the inbox');
  note(await database.count('outbox', "state <> 'delivered'"), 'in the outbox');
  note(await database.count('authorization', 'contested is not null'), 'contested');
  note(await database.count('authorization', `due_at <= ${clock()}`), 'due');
  note(await database.count('authorization', `probe_at <= ${clock()}`), 'to be asked about');
  note(await database.count('authorization', 'attempts > 0 and due_at is not null'), 'to be tried again');
  const spooled = nodes.spoolDirectories().flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  note(spooled.filter((name) => name.endsWith('.sealed')).length, 'in the spool');
  return left;
}
