import { sql } from 'kysely';
import type { VaultContext } from '../context/vault-context.js';
import { checkNumber } from '../options/check-options.js';
import type { AuthorizationState } from '../store/schema.js';

/** What `counts` takes. */
export interface CountOptions {
  /** Only these applications; all of the database by default. */
  readonly appIds?: readonly string[] | undefined;
  /** Where the first bucket of deadlines begins; milliseconds since 1970. */
  readonly from: number;
  /** The length of a bucket in milliseconds. */
  readonly width: number;
  /** How many buckets, 1 to 1,000. */
  readonly buckets: number;
}

/** How many authorizations there are. */
export interface AuthorizationCounts {
  readonly states: readonly { readonly appId: string; readonly state: AuthorizationState; readonly count: number }[];
  /** Buckets in which refresh tokens expire, in the order of time; those without any are left out. */
  readonly deadlines: readonly { readonly appId: string; readonly from: number; readonly count: number }[];
}

/** Counts by two indexes, without reading an authorization. @throws TypeError naming the option that is wrong */
export async function countAuthorizations(
  { store }: VaultContext,
  { appIds, from, width, buckets }: CountOptions,
): Promise<AuthorizationCounts> {
  checkNumber(from, 'from', 0);
  checkNumber(width, 'width', 1);
  checkNumber(buckets, 'buckets', 1, 1_000);
  // Not every engine takes an empty list; no application has an empty id.
  const named = ['', ...(appIds ?? [])];
  const isNarrow = appIds !== undefined;
  const offset = sql<number>`(refresh_deadline - ${sql.lit(from)})`;
  const begin = sql<number>`${offset} - ${offset} % ${sql.lit(width)}`;
  return store.read(async (database) => {
    const states = await database
      .selectFrom('authorization')
      .select(({ fn }) => ['app_id', 'state', fn.countAll<number>().as('count')])
      .$if(isNarrow, (query) => query.where('app_id', 'in', named))
      .groupBy(['app_id', 'state'])
      .execute();
    const deadlines = await database
      .selectFrom('authorization')
      .select(({ fn }) => ['app_id', begin.as('begin'), fn.countAll<number>().as('count')])
      .$if(isNarrow, (query) => query.where('app_id', 'in', named))
      .where('refresh_deadline', '>=', from)
      .where('refresh_deadline', '<', from + width * buckets)
      .groupBy(['app_id', begin])
      .execute();
    return {
      states: states.map(({ app_id: appId, state, count }) => ({ appId, state, count: Number(count) })),
      deadlines: deadlines
        .map((row) => ({ appId: row.app_id, from: from + Number(row.begin), count: Number(row.count) }))
        .sort((a, b) => a.from - b.from),
    };
  });
}
