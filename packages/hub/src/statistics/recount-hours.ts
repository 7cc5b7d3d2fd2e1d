import type { OperationCount } from '@lingpai/vault';
import type { HubContext } from '../context/hub-context.js';
import type { HubDatabase } from '../store/hub-store.js';
import { insertMissing } from '../store/hub-store.js';
import { hour } from './hourly-counts.js';
import { recountedName, type StatisticName, type StatisticRow } from './statistic-table.js';

/** Hours of one turn. */
const mostHours = 7 * 24;
const day = 86_400_000;
/** As long as the vault keeps operations, unless the settings say otherwise. */
const longest = 400 * day;

const place = { app_id: '', hour: 0, name: recountedName } as const;

/**
 * Counts the operations of the journal hour by hour: the current and the last hour again in each turn, and what was missed.
 * Whichever node does it, and however often, the result is the same.
 *
 * @returns whether there is more to do at once
 */
export async function recountHours(context: HubContext, stopping: AbortSignal): Promise<boolean> {
  const { clock, settings, vault } = context;
  const now = clock();
  const current = now - (now % hour);
  const { operations } = settings.retention;
  const earliest = current - (operations === 'forever' ? longest : Math.min(longest, operations * day));
  const recounted = (await readMarker(context)) ?? earliest;
  const from = Math.max(earliest, Math.min(current, recounted) - hour);
  const to = Math.min(current, from + mostHours * hour);
  const isBehind = to < current;
  const isAny = !isBehind || (await vault.countOperations({ from, to: to + hour })).length > 0;
  for (let at = from; isAny && at <= to; at += hour) {
    if (stopping.aborted) return true;
    await recountHour(context, at, current);
  }
  if (isBehind) await context.store.write((database) => writeMarker(context, database, to));
  return isBehind;
}

async function readMarker({ store }: HubContext): Promise<number | undefined> {
  const row = await store.read((database) =>
    database
      .selectFrom('hub_statistic')
      .select('count')
      .where('app_id', '=', place.app_id)
      .where('hour', '=', place.hour)
      .where('name', '=', place.name)
      .executeTakeFirst(),
  );
  return row?.count;
}

/** Locks the row until the end of the transaction: one node at a time replaces counts. */
async function writeMarker({ store }: HubContext, database: HubDatabase, count: number): Promise<void> {
  await insertMissing(store, database, 'hub_statistic', { ...place, count });
  await database
    .updateTable('hub_statistic')
    .set({ count })
    .where('app_id', '=', place.app_id)
    .where('hour', '=', place.hour)
    .where('name', '=', place.name)
    .execute();
}

async function recountHour(context: HubContext, at: number, current: number): Promise<void> {
  const { store, vault } = context;
  const isCurrent = at === current;
  const counted = (await vault.countOperations({ from: at, to: at + hour })).flatMap(statisticOf);
  const { states } = isCurrent ? await vault.counts({ from: at, width: 1, buckets: 1 }) : { states: [] };
  const gauges = states.map(({ appId, state, count }) => {
    return { app_id: appId, name: `authorizations-${state}` as StatisticName, count };
  });
  // What was missed is mostly nothing.
  if (at < current - hour && counted.length === 0) return;
  const rows = [...sum(counted), ...gauges].map((row) => ({ ...row, hour: at }));
  await store.write(async (database) => {
    await writeMarker(context, database, at);
    await replace(database, at, isCurrent ? [...ofJournal, ...ofAuthorizations] : ofJournal, rows);
  });
}

const ofJournal = ['rotations', 'rotations-failed', 'redemptions', 'redemptions-failed'] as const;
const ofAuthorizations = [
  'authorizations-active',
  'authorizations-attention',
  'authorizations-cancelled',
  'authorizations-deactivated',
] as const;

async function replace(
  database: HubDatabase,
  at: number,
  names: readonly StatisticName[],
  rows: readonly StatisticRow[],
): Promise<void> {
  await database.deleteFrom('hub_statistic').where('hour', '=', at).where('name', 'in', names).execute();
  if (rows.length > 0) await database.insertInto('hub_statistic').values(rows).execute();
}

type Counted = Pick<StatisticRow, 'app_id' | 'count'> & { readonly name: StatisticName };

/** What is under way is counted when it has ended. */
function statisticOf({ appId, kind, state, count }: OperationCount): Counted[] {
  if (state === 'started' || state === 'received') return [];
  const name = kind === 'rotate' ? 'rotations' : 'redemptions';
  return [{ app_id: appId, name: state === 'applied' ? name : `${name}-failed`, count }];
}

/** `failed` and `unknown` are one. */
function sum(rows: readonly Counted[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const row of rows) {
    const key = `${row.app_id} ${row.name}`;
    sums.set(key, { ...row, count: row.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
