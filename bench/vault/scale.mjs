// What reading, searching, storing and resealing cost on databases of several sizes. All sizes are there at once and
// measured in turns, so that what else the machine does falls on all of them alike.
import { median } from '../process.mjs';
import { createDatabase } from './databases.mjs';
import { percentile, timeCachedReads, timeDueSearches, timePages, timeReads, timeReseal } from './measure.mjs';
import { openBenchVault } from './open-vault.mjs';
import { explainParts } from './plans.mjs';
import { populate } from './populate.mjs';

const rounds = 9;
const readsPerRound = 300;
const searchesPerRound = 30;
const cachedReads = 200_000;
const resealedRows = 10_000;

/** @returns a row for each size, and the plans on the largest */
export async function benchScale(engine, { sizes, alipay }) {
  const worlds = [];
  try {
    for (const size of sizes) {
      const database = await createDatabase(engine);
      worlds.push({ size, database });
      worlds.at(-1).populated = await populate(database, size, alipay);
      console.log(`${engine}: ${size} authorizations in ${(worlds.at(-1).populated.milliseconds / 1000).toFixed(0)} s`);
    }
    for (const world of worlds) await open(world, alipay);
    const measured = await measureInTurns(worlds);
    const largest = worlds.at(-1);
    const plans = await explainParts(engine, largest);
    const version = await largest.database.version();
    const rows = [];
    for (const world of worlds) rows.push({ ...(await measureAlone(world, alipay)), ...measured.get(world) });
    return { version, rows, plans, growth: growthOf(worlds, rows) };
  } finally {
    for (const { vault, database } of worlds) {
      await vault?.close();
      await database.drop();
    }
  }
}

/** Nothing is cached: every read asks the database. */
async function open(world, alipay) {
  const { url, folder } = world.database;
  Object.assign(world, await openBenchVault({ url, folder, alipay, cacheEntries: 0, connections: 2 }));
}

const parts = {
  read: ({ vault, size }) => timeReads(vault, size, readsPerRound),
  // Everything is due, so that a page is full at every size; then nothing is.
  due: ({ context }) => timeDueSearches(context, searchesPerRound, () => 2 * Date.now()),
  idle: ({ context }) => timeDueSearches(context, searchesPerRound, () => 0),
  list: ({ vault }) => timePages(vault, 10),
};

/** Milliseconds: of all rounds the middle and the slow end, and the middle of each round to compare sizes by. */
async function measureInTurns(worlds) {
  const samples = new Map(worlds.map((world) => [world, {}]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(parts)) {
      for (const world of round % 2 === 0 ? worlds : worlds.toReversed()) {
        const taken = await run(world);
        // The first round warms up.
        if (round > 0) samples.get(world)[name] = [...(samples.get(world)[name] ?? []), taken];
      }
    }
  }
  return new Map([...samples].map(([world, byPart]) => [world, summarize(byPart)]));
}

function summarize(byPart) {
  const entries = Object.entries(byPart).map(([name, taken]) => {
    const all = taken.flat();
    return [name, { p50: percentile(all, 0.5), p99: percentile(all, 0.99), rounds: taken.map(median) }];
  });
  return Object.fromEntries(entries);
}

async function measureAlone({ size, vault, database, populated }, alipay) {
  const bytes = (await database.size()) / size;
  await vault.close();
  const { url, folder } = database;
  const caching = await openBenchVault({ url, folder, alipay, freshFor: 600_000 });
  const { samples, perCore } = await timeCachedReads(caching.vault, size, cachedReads);
  await caching.vault.close();
  const other = await openBenchVault({ url, folder, alipay, masterKey: 'k2' });
  const resealed = await timeReseal(other.vault, resealedRows);
  await other.vault.close();
  return {
    size,
    bytes,
    cachedP99: percentile(samples, 0.99),
    perCore,
    resealed,
    populateSeconds: populated.milliseconds / 1000,
  };
}

/** How much dearer the largest is than the smallest: the middle of the rounds' ratios. */
function growthOf(worlds, rows) {
  const [smallest, largest] = [rows[0], rows.at(-1)];
  const ratio = (name) => median(largest[name].rounds.map((time, round) => time / smallest[name].rounds[round]));
  return {
    from: worlds[0].size,
    to: worlds.at(-1).size,
    ...Object.fromEntries(Object.keys(parts).map((name) => [name, ratio(name)])),
  };
}
