import { applicationOf, contextId, type VaultContext } from '../context/vault-context.js';
import { lockApplication } from '../events/append-application-event.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';
import type { InboxRow } from '../store/schema.js';
import { sealBody } from './inbox-body.js';

/** A code or a notification that has reached us. */
export interface InboxEntry {
  readonly kind: InboxRow['kind'];
  readonly appId: string;
  readonly dedupeKey: string;
  readonly body: string;
  /** By our clock; now by default. */
  readonly receivedAt?: number | undefined;
  readonly codeKey?: string | undefined;
  readonly linkKey?: string | undefined;
  readonly reference?: string | undefined;
  /** The reference, when the link turns out to be used already. */
  readonly referenceWithoutLink?: string | undefined;
  readonly link?: string | undefined;
}

/** Stores what reached us before it is acted on. What is there already is returned as it is. */
export async function stageEntry(context: VaultContext, entry: InboxEntry): Promise<InboxRow> {
  const already = await context.store.read((database) => findEntry(database, entry));
  if (already !== undefined) return already;
  const id = contextId(context);
  return context.store.write(async (database) => {
    const known = await findEntry(database, entry);
    if (known !== undefined) return known;
    const row = newRow(context, id, entry, await knownSince(context, database, entry));
    const free = entry.linkKey !== undefined && !(await isLinkUsed(database, entry.linkKey));
    if (free && (await insertMissing(context.store, database, 'inbox', row))) return row;
    // A link is good for one code: another code that comes back with it is unassigned.
    const reference = entry.referenceWithoutLink ?? null;
    const unassigned = entry.linkKey === undefined ? row : { ...row, link_key: null, link: null, reference };
    if (await insertMissing(context.store, database, 'inbox', unassigned)) return unassigned;
    return (await findEntry(database, entry)) ?? unassigned;
  });
}

async function findEntry(database: Database, { appId, kind, dedupeKey }: InboxEntry): Promise<InboxRow | undefined> {
  return database
    .selectFrom('inbox')
    .selectAll()
    .where('app_id', '=', appId)
    .where('kind', '=', kind)
    .where('dedupe_key', '=', dedupeKey)
    .executeTakeFirst();
}

async function isLinkUsed(database: Database, linkKey: string): Promise<boolean> {
  const row = await database.selectFrom('inbox').select('id').where('link_key', '=', linkKey).executeTakeFirst();
  return row !== undefined;
}

/**
 * The application's count of deactivations when the consent became known: now, unless the inbox holds another entry with
 * the same code. The lock makes each entry known either before a deactivation or after it.
 */
async function knownSince(context: VaultContext, database: Database, { appId, codeKey }: InboxEntry): Promise<number> {
  const { deactivations } = await lockApplication(context, database, appId);
  if (codeKey === undefined || deactivations === 0) return deactivations;
  const earlier = await database
    .selectFrom('inbox')
    .select('deactivations')
    .where('app_id', '=', appId)
    .where('code_key', '=', codeKey)
    .orderBy('deactivations')
    .limit(1)
    .executeTakeFirst();
  return Math.min(deactivations, earlier?.deactivations ?? deactivations);
}

function newRow(context: VaultContext, id: string, entry: InboxEntry, deactivations: number): InboxRow {
  const now = context.clock();
  const { alipayClock } = applicationOf(context, entry.appId);
  const sealed = sealBody(context, { id, app_id: entry.appId }, entry.body);
  return {
    id,
    kind: entry.kind,
    app_id: entry.appId,
    dedupe_key: entry.dedupeKey,
    state: 'received',
    code_key: entry.codeKey ?? null,
    link_key: entry.linkKey ?? null,
    problem: null,
    received_at: entry.receivedAt ?? now,
    // What waited in the spool was received at a time that nothing vouches for.
    alipay_received_at: entry.receivedAt === undefined && alipayClock.isCertain ? alipayClock.now() : null,
    due_at: now,
    attempts: 0,
    deactivations,
    unknown_attempts: 0,
    lease_owner: null,
    lease_until: null,
    settled_at: null,
    key_id: sealed.keyId,
    reference: entry.reference ?? null,
    link: entry.link ?? null,
    outcome: null,
    sealed_body: sealed.bytes,
  };
}
