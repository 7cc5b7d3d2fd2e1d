import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import type { AuditRow, ChainHead } from '../store/schema.js';
import { chainEntry } from './chain-entry.js';

/** A chain that is not what was written. */
export interface BrokenChain {
  readonly appId: string;
  /** Empty for the chain of an application; both are empty for that of the vault. */
  readonly authAppId: string;
  /** The first entry that does not fit; one past the last when entries are missing at the end. */
  readonly sequence: number;
  readonly problem: 'changed' | 'missing' | 'unknown-chain';
}

export interface AuditVerification {
  readonly chains: number;
  readonly entries: number;
  /** The first 100. */
  readonly broken: readonly BrokenChain[];
}

interface Head extends ChainHead {
  readonly app_id: string;
  readonly auth_app_id: string;
}

const page = 500;
const mostBroken = 100;

/** Walks every chain and compares it with its head. Nobody can forge a link who has only the database. */
export async function verifyAudit(context: VaultContext): Promise<AuditVerification> {
  const total = { chains: 0, entries: 0, broken: [] as BrokenChain[] };
  for await (const head of readHeads(context)) {
    const { entries, broken } = await verifyChain(context, head);
    total.chains += 1;
    total.entries += entries;
    if (broken !== undefined && total.broken.length < mostBroken) total.broken.push(broken);
  }
  total.broken.push(...(await findUnknownChains(context, mostBroken - total.broken.length)));
  return total;
}

async function* readHeads({ store }: VaultContext): AsyncGenerator<Head, void, undefined> {
  const columns = ['audit_sequence', 'audit_hash'] as const;
  const instance = await store.read((database) => database.selectFrom('instance').select(columns).execute());
  for (const row of instance) yield { app_id: '', auth_app_id: '', ...row };
  const applications = await store.read((database) =>
    database
      .selectFrom('application')
      .select(['app_id', ...columns])
      .execute(),
  );
  for (const row of applications) yield { auth_app_id: '', ...row };
  let last = { app_id: '', auth_app_id: '' };
  for (;;) {
    const rows = await store.read((database) =>
      database
        .selectFrom('authorization')
        .select(['app_id', 'auth_app_id', ...columns])
        .where((where) =>
          where.or([
            where('app_id', '>', last.app_id),
            where.and([where('app_id', '=', last.app_id), where('auth_app_id', '>', last.auth_app_id)]),
          ]),
        )
        .orderBy('app_id')
        .orderBy('auth_app_id')
        .limit(page)
        .execute(),
    );
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

async function verifyChain(
  { store, secret }: VaultContext,
  head: Head,
): Promise<{ readonly entries: number; readonly broken: BrokenChain | undefined }> {
  const { app_id: appId, auth_app_id: authAppId } = head;
  let sequence = 0;
  let hash = '';
  for (;;) {
    const rows = await store.read((database) => readEntries(database, head, sequence));
    for (const { hash: stored, ...row } of rows) {
      if (row.sequence !== sequence + 1) {
        return { entries: sequence, broken: { appId, authAppId, sequence: sequence + 1, problem: 'missing' } };
      }
      hash = secret.chain(hash, chainEntry(row));
      sequence += 1;
      if (hash !== stored) return { entries: sequence, broken: { appId, authAppId, sequence, problem: 'changed' } };
    }
    if (rows.length < page) break;
  }
  if (sequence === head.audit_sequence && hash === head.audit_hash) return { entries: sequence, broken: undefined };
  const problem = sequence < head.audit_sequence ? 'missing' : 'changed';
  return { entries: sequence, broken: { appId, authAppId, sequence: sequence + 1, problem } };
}

function readEntries(database: Database, { app_id, auth_app_id }: Head, after: number): Promise<AuditRow[]> {
  return database
    .selectFrom('audit')
    .selectAll()
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(page)
    .execute();
}

/** Chains without a head: somebody removed the row that they belong to. */
async function findUnknownChains({ store }: VaultContext, limit: number): Promise<BrokenChain[]> {
  if (limit <= 0) return [];
  const rows = await store.read((database) =>
    database
      .selectFrom('audit as c')
      .leftJoin('authorization as a', (join) =>
        join.onRef('a.app_id', '=', 'c.app_id').onRef('a.auth_app_id', '=', 'c.auth_app_id'),
      )
      .select(['c.app_id', 'c.auth_app_id'])
      .where('c.sequence', '=', 1)
      .where('c.auth_app_id', '!=', '')
      .where('a.app_id', 'is', null)
      .limit(limit)
      .execute(),
  );
  return rows.map((row) => ({
    appId: row.app_id,
    authAppId: row.auth_app_id,
    sequence: 1,
    problem: 'unknown-chain' as const,
  }));
}
