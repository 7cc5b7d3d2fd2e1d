import type { VaultSecret } from '../seal/vault-secret.js';
import type { Database } from '../store/engine.js';
import type { AuditCheckpointRow, AuditRow } from '../store/schema.js';
import { isCheckpointIntact } from './audit-checkpoint.js';
import { chainEntry } from './chain-entry.js';
import { type Head, matchesNewestLink } from './chain-head.js';

export type ChainProblem = 'changed' | 'missing' | 'row-changed' | 'unknown-chain';

/** How far a chain was found to be what was written. */
export interface WalkedChain {
  readonly head: Head;
  /** Links that were read. */
  entries: number;
  /** The newest link that was reached, or the checkpoint that the chain begins with. */
  sequence: number;
  hash: string;
  last: AuditRow | undefined;
  problem: ChainProblem | undefined;
}

const page = 1_000;

/**
 * Walks chains from their checkpoints, all together: the number of queries depends on the number of links, not of
 * chains.
 *
 * @param heads of one application
 */
export async function walkChains(
  secret: VaultSecret,
  database: Database,
  heads: readonly Head[],
): Promise<readonly WalkedChain[]> {
  const appId = heads[0]?.app_id ?? '';
  const authAppIds = heads.map(({ auth_app_id }) => auth_app_id);
  if (authAppIds.length === 0) return [];
  const checkpoints = await readCheckpoints(database, appId, authAppIds);
  const chains = new Map(heads.map((head) => [head.auth_app_id, begin(secret, head, checkpoints)]));
  for await (const link of readLinks(database, appId, authAppIds)) {
    const chain = chains.get(link.auth_app_id);
    if (chain !== undefined) step(secret, chain, link);
  }
  return [...chains.values()].map((chain) => conclude(secret, chain));
}

/**
 * Walks the oldest links of one chain, and never its newest.
 *
 * @param cutoff up to the first link that is newer
 */
export async function walkLinks(
  secret: VaultSecret,
  database: Database,
  head: Head,
  { cutoff, limit }: { readonly cutoff: number; readonly limit: number },
): Promise<WalkedChain> {
  const { app_id, auth_app_id } = head;
  const chain = begin(secret, head, await readCheckpoints(database, app_id, [auth_app_id]));
  const links = await database
    .selectFrom('audit')
    .selectAll()
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .where('sequence', '>', chain.sequence)
    .where('sequence', '<', head.audit_sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  for (const link of links) {
    if (link.at > cutoff) break;
    step(secret, chain, link);
  }
  return chain;
}

function begin(secret: VaultSecret, head: Head, checkpoints: ReadonlyMap<string, AuditCheckpointRow>): WalkedChain {
  const checkpoint = checkpoints.get(head.auth_app_id);
  const isForged = checkpoint !== undefined && !isCheckpointIntact(secret, checkpoint);
  const { sequence, hash } = checkpoint ?? { sequence: 0, hash: '' };
  return { head, entries: 0, sequence, hash, last: undefined, problem: isForged ? 'changed' : undefined };
}

function step(secret: VaultSecret, chain: WalkedChain, link: AuditRow): void {
  if (chain.problem !== undefined) return;
  chain.sequence += 1;
  if (link.sequence !== chain.sequence) {
    chain.problem = 'missing';
    return;
  }
  chain.hash = secret.chain(chain.hash, chainEntry(link));
  chain.entries += 1;
  chain.last = link;
  if (chain.hash !== link.hash) chain.problem = 'changed';
}

function conclude(secret: VaultSecret, chain: WalkedChain): WalkedChain {
  const { head, sequence, hash, problem, last } = chain;
  if (problem !== undefined) return chain;
  if (sequence !== head.audit_sequence || hash !== head.audit_hash) {
    return { ...chain, sequence: sequence + 1, problem: sequence < head.audit_sequence ? 'missing' : 'changed' };
  }
  const fits = head.row === undefined || matchesNewestLink(secret, head.row, last);
  return fits ? chain : { ...chain, problem: 'row-changed' };
}

async function readCheckpoints(
  database: Database,
  appId: string,
  authAppIds: readonly string[],
): Promise<ReadonlyMap<string, AuditCheckpointRow>> {
  const rows = await database
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('app_id', '=', appId)
    .where('auth_app_id', 'in', authAppIds)
    .execute();
  return new Map(rows.map((row) => [row.auth_app_id, row]));
}

/** Links of several chains, each chain's in order. */
async function* readLinks(
  database: Database,
  appId: string,
  authAppIds: readonly string[],
): AsyncGenerator<AuditRow, void, undefined> {
  let last: Pick<AuditRow, 'auth_app_id' | 'sequence'> = { auth_app_id: '', sequence: 0 };
  for (;;) {
    const { auth_app_id: authAppId, sequence } = last;
    const rows = await database
      .selectFrom('audit')
      .selectAll()
      .where('app_id', '=', appId)
      .where('auth_app_id', 'in', authAppIds)
      .where('auth_app_id', '>=', authAppId)
      .where((where) =>
        where.or([
          where('auth_app_id', '>', authAppId),
          where.and([where('auth_app_id', '=', authAppId), where('sequence', '>', sequence)]),
        ]),
      )
      .orderBy('auth_app_id')
      .orderBy('sequence')
      .limit(page)
      .execute();
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < page) return;
    last = end;
  }
}
