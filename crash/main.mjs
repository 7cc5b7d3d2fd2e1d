// `npm run crash -- --kills 200 --engine sqlite --nodes 2 --seed 7`: kills processes that work on one database, and
// compares what is left with what Alipay knows. See docs/reliability.md.
import { readFileSync } from 'node:fs';
import { runHubRound } from './hub/hub-round.mjs';
import { createHubWorld } from './hub/hub-world.mjs';
import { readOptions, usage } from './options.mjs';
import { runRound } from './round.mjs';
import { createWorld } from './world.mjs';

process.exitCode = await main();

async function main() {
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  return run(options);
}

async function run(options) {
  const print = options.json ? () => undefined : console.log;
  const { hub, engine, nodes, seed, kills, roundKills, firstRound } = options;
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      stopped = true;
    });
  }
  print(`${hub ? 'hub, ' : ''}engine ${engine}, nodes ${nodes}, seed ${seed}`);
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const world = hub ? await createHubWorld(options) : await createWorld(options);
  const runOne = hub ? runHubRound : runRound;
  const troubles = {};
  let round = firstRound;
  let rounds = 0;
  let problem;
  try {
    while (world.nodes.killed < kills && !stopped) {
      const goal = { number: round, seed, kills: Math.min(roundKills, kills - world.nodes.killed) };
      const counts = await runOne(world, { ...goal, isStopped: () => stopped });
      for (const [name, count] of Object.entries(counts)) troubles[name] = (troubles[name] ?? 0) + count;
      if (stopped) break;
      rounds += 1;
      print(`round ${round}: ${world.nodes.killed} kills, ${seconds()} s, ${summary(world.findings)}`);
      if (world.findings.total > 0) break;
      round += 1;
    }
  } catch (error) {
    problem = error.stack;
  }
  const { findings } = world;
  if (problem !== undefined) findings.add('unexpected', problem);
  const result = {
    ok: findings.total === 0 && !stopped,
    hub,
    engine,
    nodes,
    seed,
    round,
    rounds,
    kills: world.nodes.killed,
    seconds: seconds(),
    ...findings.counts,
    [hub ? 'load' : 'troubles']: troubles,
    ...world.totals(),
    details: findings.details,
  };
  const reports = findings.total > 0 ? lastReports(world.nodes.reportsFile) : '';
  await world.close();
  if (options.json) console.log(JSON.stringify(result));
  else printResult(result, reports);
  return result.ok ? 0 : 1;
}

function summary({ kinds, counts }) {
  return Object.entries(kinds)
    .map(([kind, words]) => `${words} ${counts[kind]}`)
    .join(', ');
}

function printResult({ details, ...result }, reports) {
  console.log(result);
  if (details.length === 0) return;
  for (const { round, kind, detail, story = [] } of details) {
    console.log([`round ${round}, ${kind}: ${detail}`, ...story].join('\n  '));
  }
  console.log(`the last reports of the nodes:\n${reports}`);
  console.log(
    `repeat with ${result.hub ? '--hub ' : ''}--seed ${result.seed} --first-round ${result.round} --engine ${result.engine}`,
  );
}

function lastReports(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-30).join('\n');
  } catch {
    return '';
  }
}
