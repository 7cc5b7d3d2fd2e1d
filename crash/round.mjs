import { setTimeout as pause } from 'node:timers/promises';
import { compare } from './compare.mjs';
import { Load } from './load.mjs';
import { Random } from './random.mjs';
import { moveClock, settle } from './settle.mjs';
import { Trouble } from './trouble.mjs';

/** Kills after which the clock is moved. */
const betweenMoves = 8;

/**
 * Load, trouble and kills; then rest, and the comparison.
 *
 * @param options `number`, `seed`, `kills` (at least so many), `isStopped`
 */
export async function runRound(world, { number, seed, kills, isStopped }) {
  const random = (purpose) => new Random(`${seed} ${number} ${purpose}`);
  const { nodes, findings } = world;
  findings.round = number;
  const load = new Load(world, random('load'));
  const trouble = new Trouble(world, random('trouble'));
  const moves = random('clock');
  const before = nodes.killed;
  const untilKilled = async () => {
    let nextMove = before + betweenMoves;
    // The last of the round are killed when it ends.
    while (nodes.killed - before < kills - nodes.count && !isStopped()) {
      await pause(20);
      if (nodes.killed < nextMove) continue;
      nextMove += betweenMoves;
      await load.quietly(() => moveClock(world, moves.between(60, 900)));
    }
  };
  if (moves.chance(0.5)) world.masterKeys.add();
  await nodes.start({ planned: true, random: random('kills') });
  load.start();
  trouble.start();
  try {
    await untilKilled();
  } finally {
    await trouble.stop();
    await load.stop();
  }
  if (isStopped()) return trouble.counts;
  await settle(world, random('settle'));
  await compare(world);
  await world.eventCheck.check();
  for (const crash of nodes.crashes.splice(0)) findings.add('unexpected', crash);
  return trouble.counts;
}
