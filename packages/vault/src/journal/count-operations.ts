import type { VaultContext } from '../context/vault-context.js';
import { checkNumber } from '../options/check-options.js';
import type { OperationRow } from '../store/schema.js';

/** What `countOperations` takes: milliseconds since 1970. */
export interface OperationCountOptions {
  /** Operations that were started then or later. */
  readonly from: number;
  /** Operations that were started before. */
  readonly to: number;
}

/** How many operations of a kind are in a state. */
export interface OperationCount {
  readonly appId: string;
  readonly kind: OperationRow['kind'];
  readonly state: OperationRow['state'];
  readonly count: number;
}

/** What ids of that time are at least. */
const idAt = (time: number) => time.toString(16).padStart(12, '0');

/** Counts a range of the journal. @throws TypeError naming the option that is wrong */
export async function countOperations(
  { store }: VaultContext,
  { from, to }: OperationCountOptions,
): Promise<OperationCount[]> {
  checkNumber(from, 'from', 0);
  checkNumber(to, 'to', 0);
  const rows = await store.read((database) =>
    database
      .selectFrom('operation')
      .select(({ fn }) => ['app_id', 'kind', 'state', fn.countAll<number>().as('count')])
      .where('id', '>=', idAt(from))
      .where('id', '<', idAt(to))
      .groupBy(['app_id', 'kind', 'state'])
      .execute(),
  );
  return rows.map(({ app_id: appId, kind, state, count }) => ({ appId, kind, state, count: Number(count) }));
}
