import type { VaultContext } from '../context/vault-context.js';
import { checkFunction, checkSignal } from '../options/check-options.js';
import type { Database } from '../store/engine.js';
import { type Head, headOfAuthorization, standingColumns } from './chain-head.js';
import { type ChainProblem, type WalkedChain, walkChains } from './walk-chains.js';

/** A chain that is not what the vault wrote. */
export interface BrokenChain {
  readonly appId: string;
  /** Empty for the chain of an application; both ids are empty for that of the vault. */
  readonly authAppId: string;
  /** The first link that does not fit; one past the newest when links are missing at the end. */
  readonly sequence: number;
  /**
   * `changed`: a link or a checkpoint is not what was written. `missing`: links were removed. `row-changed`: the
   * authorization's row was changed, or an older one put back. `unknown-chain`: the row of the chain was removed.
   */
  readonly problem: ChainProblem;
}

export interface AuditVerification {
  readonly chains: number;
  /** Links that were read. Older ones may have been pruned; see `retention`. */
  readonly entries: number;
  /** The first 100. */
  readonly broken: readonly BrokenChain[];
}

/** What `verifyAudit` takes. */
export interface VerifyAuditOptions {
  /** Called after every five hundred chains at most. */
  readonly onProgress?: ((progress: Pick<AuditVerification, 'chains' | 'entries'>) => void) | undefined;
  /** Stops it after five hundred chains: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const page = 500;
const mostBroken = 100;

/**
 * Walks every chain and compares it with the row that holds its head. Forging a link, a checkpoint or a row takes the
 * vault's own secret, not only the database.
 */
export async function verifyAudit(
  context: VaultContext,
  { onProgress, signal }: VerifyAuditOptions,
): Promise<AuditVerification> {
  checkFunction(onProgress, 'onProgress');
  checkSignal(signal, 'signal');
  const total = { chains: 0, entries: 0, broken: [] as BrokenChain[] };
  for await (const heads of readHeads(context)) {
    signal?.throwIfAborted();
    for (const chain of await walk(context, heads)) {
      total.chains += 1;
      total.entries += chain.entries;
      if (chain.problem !== undefined && total.broken.length < mostBroken) total.broken.push(brokenChain(chain));
    }
    onProgress?.({ chains: total.chains, entries: total.entries });
  }
  total.broken.push(...(await findUnknownChains(context, mostBroken - total.broken.length)));
  return total;
}

/** Other processes append links meanwhile: a chain that does not fit is walked again while its head is locked. */
async function walk(context: VaultContext, heads: readonly Head[]): Promise<readonly WalkedChain[]> {
  const { store, secret } = context;
  const chains = await store.read((database) => walkChains(secret, database, heads));
  const checked: WalkedChain[] = [];
  for (const chain of chains) {
    if (chain.problem === undefined) checked.push(chain);
    else checked.push((await store.write((database) => walkLocked(context, database, chain.head))) ?? chain);
  }
  return checked;
}

async function walkLocked(
  context: VaultContext,
  database: Database,
  { app_id, auth_app_id }: Head,
): Promise<WalkedChain | undefined> {
  const head = await lockHead(context, database, app_id, auth_app_id);
  if (head === undefined) return undefined;
  const [chain] = await walkChains(context.secret, database, [head]);
  return chain;
}

const headColumns = ['audit_sequence', 'audit_hash'] as const;

/** @returns `undefined` when its row is gone */
export async function lockHead(
  { store }: VaultContext,
  database: Database,
  app_id: string,
  auth_app_id: string,
): Promise<Head | undefined> {
  if (app_id === '') {
    const query = database.selectFrom('instance').select(headColumns);
    const row = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    return row && { app_id, auth_app_id, ...row };
  }
  if (auth_app_id === '') {
    const query = database.selectFrom('application').select(headColumns).where('app_id', '=', app_id);
    const row = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
    return row && { app_id, auth_app_id, ...row };
  }
  const query = database
    .selectFrom('authorization')
    .select(standingColumns)
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id);
  const row = await (store.locksRows ? query.forUpdate() : query).executeTakeFirst();
  return row && headOfAuthorization(row);
}

/** Pages of heads, each page of one application. */
async function* readHeads({ store }: VaultContext): AsyncGenerator<readonly Head[], void, undefined> {
  const instance = await store.read((database) => database.selectFrom('instance').select(headColumns).execute());
  yield instance.map((row) => ({ app_id: '', auth_app_id: '', ...row }));
  const applications = await store.read((database) =>
    database
      .selectFrom('application')
      .select(['app_id', ...headColumns])
      .orderBy('app_id')
      .execute(),
  );
  for (const application of applications) {
    yield [{ auth_app_id: '', ...application }];
    for (let last = ''; ; ) {
      const rows = await store.read((database) =>
        database
          .selectFrom('authorization')
          .select(standingColumns)
          .where('app_id', '=', application.app_id)
          .where('auth_app_id', '>', last)
          .orderBy('auth_app_id')
          .limit(page)
          .execute(),
      );
      const end = rows.at(-1);
      if (end === undefined) break;
      yield rows.map(headOfAuthorization);
      if (rows.length < page) break;
      last = end.auth_app_id;
    }
  }
}

function brokenChain({ head, sequence, problem = 'changed' }: WalkedChain): BrokenChain {
  return { appId: head.app_id, authAppId: head.auth_app_id, sequence, problem };
}

/** Chains whose row was removed. */
async function findUnknownChains({ store }: VaultContext, limit: number): Promise<BrokenChain[]> {
  if (limit <= 0) return [];
  const rows = await store.read((database) =>
    database
      .selectFrom('audit as c')
      .leftJoin('authorization as a', (join) =>
        join.onRef('a.app_id', '=', 'c.app_id').onRef('a.auth_app_id', '=', 'c.auth_app_id'),
      )
      .select(({ fn }) => ['c.app_id', 'c.auth_app_id', fn.min('c.sequence').as('sequence')])
      .where('c.auth_app_id', '!=', '')
      .where('a.app_id', 'is', null)
      .groupBy(['c.app_id', 'c.auth_app_id'])
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => ({
    appId: row.app_id,
    authAppId: row.auth_app_id,
    sequence: Number(row.sequence),
    problem: 'unknown-chain' as const,
  }));
}
