import { applicationOf, contextId, type VaultContext } from '../context/vault-context.js';
import { lockApplication } from '../events/append-application-event.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';
import type { InboxRow } from '../store/schema.js';
import { assignOutcome } from './assign-outcome.js';
import { parseOutcome } from './close-entry.js';
import { sealBody } from './inbox-body.js';
import { lockEntry } from './lock-entry.js';
import { nextReferenceSequence } from './next-reference-sequence.js';

/** A code or a notification that has reached us. */
export interface InboxEntry {
  readonly kind: InboxRow['kind'];
  readonly appId: string;
  readonly dedupeKey: string;
  readonly body: string;
  /** By our clock; now by default. */
  readonly receivedAt?: number | undefined;
  readonly codeKey?: string | undefined;
  /** Whether a redirect or a caller brings the code, and so says whose it is; `false` by default. */
  readonly isReturned?: boolean | undefined;
  readonly linkKey?: string | undefined;
  readonly reference?: string | undefined;
  /** The reference, when the link turns out to be used already. */
  readonly referenceWithoutLink?: string | undefined;
  readonly link?: string | undefined;
}

/**
 * Stores what reached us before it is acted on. What is there already is returned as it is, except for a code that only a
 * notification has named: the first redirect, or caller, that brings it says whose it is.
 */
export async function stageEntry(context: VaultContext, entry: InboxEntry): Promise<InboxRow> {
  const already = await context.store.read((database) => findEntry(database, entry));
  if (already !== undefined && !isReturn(already, entry)) return already;
  const id = contextId(context);
  return context.store.write(async (database) => {
    const known = await findEntry(database, entry);
    if (known !== undefined) return isReturn(known, entry) ? storeReturn(context, database, known, entry) : known;
    const row = newRow(context, id, entry, await placeOf(context, database, entry));
    const inserted = { ...row, ...(await ownerColumns(database, entry)) };
    if (await insertMissing(context.store, database, 'inbox', inserted)) return inserted;
    return (await findEntry(database, entry)) ?? inserted;
  });
}

const isReturn = ({ returned }: InboxRow, { isReturned = false }: InboxEntry) => returned === 0 && isReturned;

/** What a redemption under way does not know yet is assigned at its end. */
async function storeReturn(
  context: VaultContext,
  database: Database,
  { id, app_id: appId }: InboxRow,
  entry: InboxEntry,
): Promise<InboxRow> {
  // Like every new entry: so that a link is used once.
  await lockApplication(context, database, appId);
  const known = await lockEntry(context, database, id);
  if (!isReturn(known, entry)) return known;
  const columns = await ownerColumns(database, entry);
  await database.updateTable('inbox').set(columns).where('id', '=', id).execute();
  const row = { ...known, ...columns };
  if (row.state === 'done') await assignOutcome(context, database, row, parseOutcome(row.outcome));
  return row;
}

type OwnerColumns = Pick<InboxRow, 'returned' | 'link_key' | 'link' | 'reference'>;

/** A link is good for one code: another code that comes back with it is unassigned. */
async function ownerColumns(
  database: Database,
  { isReturned = false, linkKey, link, reference, referenceWithoutLink }: InboxEntry,
): Promise<OwnerColumns> {
  const returned = Number(isReturned);
  if (linkKey !== undefined && (await isLinkUsed(database, linkKey)))
    return { returned, link_key: null, link: null, reference: referenceWithoutLink ?? null };
  return { returned, link_key: linkKey ?? null, link: link ?? null, reference: reference ?? null };
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

/** When a consent became known, by the application's counts. */
type Place = Pick<InboxRow, 'deactivations' | 'reference_sequence'>;

/**
 * A consent becomes known now, unless the inbox holds another entry with the same code. The lock makes each entry known either
 * before a deactivation or an assignment, or after it.
 */
async function placeOf(context: VaultContext, database: Database, { appId, codeKey }: InboxEntry): Promise<Place> {
  const application = await lockApplication(context, database, appId);
  const { deactivations } = application;
  if (codeKey === undefined) return { deactivations, reference_sequence: 0 };
  const earlier = await database
    .selectFrom('inbox')
    .select(['deactivations', 'reference_sequence'])
    .where('app_id', '=', appId)
    .where('code_key', '=', codeKey)
    .limit(1)
    .executeTakeFirst();
  return earlier ?? { deactivations, reference_sequence: await nextReferenceSequence(database, application) };
}

function newRow(
  context: VaultContext,
  id: string,
  entry: InboxEntry,
  place: Place,
): Omit<InboxRow, keyof OwnerColumns> {
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
    problem: null,
    received_at: entry.receivedAt ?? now,
    // What waited in the spool was received at a time that nothing vouches for.
    alipay_received_at: entry.receivedAt === undefined && alipayClock.isCertain ? alipayClock.now() : null,
    due_at: now,
    attempts: 0,
    ...place,
    spooled: Number(entry.receivedAt !== undefined),
    unknown_attempts: 0,
    lease_owner: null,
    lease_until: null,
    settled_at: null,
    key_id: sealed.keyId,
    outcome: null,
    sealed_body: sealed.bytes,
  };
}
