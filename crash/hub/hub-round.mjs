import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../random.mjs';
import { moveClock } from '../settle.mjs';
import { compareHub } from './hub-compare.mjs';
import { HubLoad } from './hub-load.mjs';
import { settleHub } from './hub-settle.mjs';

/** Kills after which the clock is moved. */
const betweenMoves = 8;

/**
 * Load and kills; then rest, and the comparison.
 *
 * @param options `number`, `seed`, `kills` (at least so many), `isStopped`
 * @returns what the load did
 */
export async function runHubRound(world, { number, seed, kills, isStopped }) {
  const random = (purpose) => new Random(`${seed} ${number} ${purpose}`);
  const { nodes, findings } = world;
  findings.round = number;
  Object.assign(world, { links: [], calls: [], rotated: [], counts: {} });
  const load = new HubLoad(world, random('load'), `${number}`);
  const moves = random('clock');
  const before = nodes.killed;
  let nextMove = before + betweenMoves;
  nodes.startKilling(random('kills'));
  world.reader.start();
  load.start();
  try {
    // The last of the round are killed when it ends.
    while (nodes.killed - before < kills - nodes.count && !isStopped()) {
      await pause(20);
      if (nodes.killed < nextMove) continue;
      nextMove += betweenMoves;
      await load.quietly(() => moveClock(world, moves.between(60, 900)));
    }
  } finally {
    nodes.stopKilling();
    await load.stop();
    await world.reader.stop();
  }
  if (isStopped()) return world.counts;
  await settleHub(world);
  await compareHub(world);
  for (const crash of nodes.crashes.splice(0)) findings.add('unexpected', crash);
  return world.counts;
}
