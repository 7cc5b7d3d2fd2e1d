import { checkpointCode } from '../audit/audit-checkpoint.js';
import { lockHead } from '../audit/verify-audit.js';
import { walkLinks } from '../audit/walk-chains.js';
import type { VaultContext } from '../context/vault-context.js';
import type { Database } from '../store/engine.js';
import { batch, nothingToPrune, type PassFrom, type PassStep } from './batch.js';

/** A chain is cut when its oldest link is this much older than it has to be: one cut for many links. */
const slackShare = 0.1;
const mostSlack = 30 * 24 * 3_600_000;

interface Chain {
  readonly app_id: string;
  readonly auth_app_id: string;
}

/** Cuts chains whose oldest links are too old, a page of chains at a time. */
export async function pruneAudit(context: VaultContext, { cursor, dryRun = false }: PassFrom): Promise<PassStep> {
  const { audit } = context.settings.retention;
  if (!Number.isFinite(audit)) return nothingToPrune;
  const own = cursor === '' ? await findOwnChains(context) : [];
  const page = await findChains(context, cursor);
  const cutoff = context.clock() - audit;
  const oldest = cutoff - Math.min(audit * slackShare, mostSlack);
  let pruned = 0;
  for (const chain of [...own, ...page].filter(({ at }) => at <= oldest)) {
    if (dryRun) {
      pruned += await countOld(context, chain, cutoff);
      continue;
    }
    for (let entries = batch; entries === batch; pruned += entries) {
      entries = await context.store.write((database) => cut(context, database, chain, cutoff));
    }
  }
  const last = page.at(-1);
  const next = page.length === batch && last !== undefined ? JSON.stringify([last.app_id, last.auth_app_id]) : '';
  return { cursor: next, pruned };
}

interface AgedChain extends Chain {
  /** The time of its oldest link. */
  readonly at: number;
}

/** The chains of the vault and of its applications. */
async function findOwnChains({ store, applications }: VaultContext): Promise<AgedChain[]> {
  return store.read((database) =>
    database
      .selectFrom('audit as l')
      .leftJoin('audit_checkpoint as c', (join) =>
        join.onRef('c.app_id', '=', 'l.app_id').onRef('c.auth_app_id', '=', 'l.auth_app_id'),
      )
      .select(['l.app_id', 'l.auth_app_id', 'l.at'])
      .where('l.app_id', 'in', applications.ids())
      .where('l.auth_app_id', '=', '')
      .where(({ eb, fn, val }) => eb('l.sequence', '=', eb(fn.coalesce('c.sequence', val(0)), '+', 1)))
      .execute(),
  );
}

/** The chains of authorizations, in the order of their keys: a lookup for each, however long it is. */
async function findChains({ store }: VaultContext, cursor: string): Promise<AgedChain[]> {
  const [appId = '', authAppId = '']: readonly string[] = cursor === '' ? [] : JSON.parse(cursor);
  return store.read((database) =>
    database
      .selectFrom('authorization as h')
      .leftJoin('audit_checkpoint as c', (join) =>
        join.onRef('c.app_id', '=', 'h.app_id').onRef('c.auth_app_id', '=', 'h.auth_app_id'),
      )
      .innerJoin('audit as l', (join) =>
        join
          .onRef('l.app_id', '=', 'h.app_id')
          .onRef('l.auth_app_id', '=', 'h.auth_app_id')
          .on(({ eb, fn, val }) => eb('l.sequence', '=', eb(fn.coalesce('c.sequence', val(0)), '+', 1))),
      )
      .select(['h.app_id', 'h.auth_app_id', 'l.at'])
      .where('h.app_id', '>=', appId)
      .where((where) =>
        where.or([
          where('h.app_id', '>', appId),
          where.and([where('h.app_id', '=', appId), where('h.auth_app_id', '>', authAppId)]),
        ]),
      )
      .orderBy('h.app_id')
      .orderBy('h.auth_app_id')
      .limit(batch)
      .execute(),
  );
}

/**
 * Replaces the oldest links by a checkpoint. The newest link of a chain always stays, and a chain that was tampered with
 * stays as it is, for `verifyAudit` to find.
 *
 * @returns how many links were pruned; a whole batch: there may be more
 */
async function cut(context: VaultContext, database: Database, chain: Chain, cutoff: number): Promise<number> {
  const { app_id, auth_app_id } = chain;
  const head = await lockHead(context, database, app_id, auth_app_id);
  if (head === undefined) return 0;
  const walked = await walkLinks(context.secret, database, head, { cutoff, limit: batch });
  if (walked.problem !== undefined) {
    const message = 'an audit chain is not what was written, and is not pruned; verifyAudit says where';
    context.report({ kind: 'tampered', appId: app_id, authAppId: auth_app_id || undefined, message });
    return 0;
  }
  if (walked.entries === 0) return 0;
  const checkpoint = { app_id, auth_app_id, sequence: walked.sequence, hash: walked.hash };
  const row = { ...checkpoint, row_code: checkpointCode(context.secret, checkpoint), pruned_at: context.clock() };
  const ofChain = { app_id, auth_app_id };
  await database
    .deleteFrom('audit_checkpoint')
    .where((where) => where.and(ofChain))
    .execute();
  await database.insertInto('audit_checkpoint').values(row).execute();
  await database
    .deleteFrom('audit')
    .where((where) => where.and(ofChain))
    .where('sequence', '<=', walked.sequence)
    .execute();
  return walked.entries;
}

/** Links that would be pruned: all that are old enough but the newest. */
async function countOld({ store }: VaultContext, { app_id, auth_app_id }: Chain, cutoff: number): Promise<number> {
  const row = await store.read((database) =>
    database
      .selectFrom('audit as l')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('l.app_id', '=', app_id)
      .where('l.auth_app_id', '=', auth_app_id)
      .where('l.at', '<=', cutoff)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('audit as n')
            .select('n.sequence')
            .whereRef('n.app_id', '=', 'l.app_id')
            .whereRef('n.auth_app_id', '=', 'l.auth_app_id')
            .whereRef('n.sequence', '>', 'l.sequence'),
        ),
      )
      .executeTakeFirst(),
  );
  return Number(row?.count ?? 0);
}
