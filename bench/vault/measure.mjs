// What one vault does on one database: reads, the search for what is due, resealing.
import { DueQueue } from '../../packages/vault/dist/workers/due-queue.js';
import { appId, authAppIdOf } from './merchants.mjs';

export function percentile(samples, share) {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

async function time(run) {
  const before = performance.now();
  await run();
  return performance.now() - before;
}

/** Milliseconds of each of so many reads one after the other, of merchants picked at random. */
export async function timeReads(vault, size, count) {
  const samples = [];
  for (let read = 0; read < count; read += 1) {
    const authAppId = authAppIdOf(Math.floor(Math.random() * size));
    samples.push(await time(() => vault.token(appId, authAppId)));
  }
  return samples;
}

/** Reads of merchants that are in the cache: milliseconds of each, and how many a core does in a second. */
export async function timeCachedReads(vault, size, count) {
  const cached = Array.from({ length: Math.min(size, 1_000) }, (_, index) => authAppIdOf(index));
  for (const authAppId of cached) await vault.token(appId, authAppId);
  const samples = await sampleCached(vault, cached, count);
  const before = process.cpuUsage();
  for (let read = 0; read < count; read += 1) await vault.token(appId, cached[read % cached.length]);
  const { user, system } = process.cpuUsage(before);
  return { samples, perCore: count / ((user + system) / 1e6) };
}

async function sampleCached(vault, cached, count) {
  const samples = [];
  for (let read = 0; read < count; read += 1) {
    const authAppId = cached[Math.floor(Math.random() * cached.length)];
    samples.push(await time(() => vault.token(appId, authAppId)));
  }
  return samples;
}

/** Milliseconds of each of so many searches for a page of what is due; by this clock, which may be ahead or behind. */
export async function timeDueSearches(context, count, clock) {
  const samples = [];
  for (let search = 0; search < count; search += 1) {
    samples.push(await time(() => new DueQueue({ ...context, clock }, appId, 1).take(1)));
  }
  return samples;
}

/** Milliseconds of each page of `list`, up to so many. */
export async function timePages(vault, count) {
  const samples = [];
  let before = performance.now();
  for await (const _ of vault.list({ appId })) {
    samples.push(performance.now() - before);
    if (samples.length === count) break;
    before = performance.now();
  }
  return samples;
}

class Enough extends Error {}

/** Rows that are sealed anew in a second, of so many at most. */
export async function timeReseal(vault, rows) {
  const before = performance.now();
  let resealed = 0;
  const onProgress = (progress) => {
    resealed = progress.resealed;
    if (resealed >= rows) throw new Enough();
  };
  try {
    ({ resealed } = await vault.reseal({ onProgress }));
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return (resealed / (performance.now() - before)) * 1000;
}
