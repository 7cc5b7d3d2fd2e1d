import { type AuditEntry, appendAudit } from '../audit/append-audit.js';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { lockApplication } from '../events/append-application-event.js';
import { instanceId } from '../opening/open-instance.js';
import { checkMembers, checkText } from '../options/check-options.js';
import type { Database } from '../store/engine.js';
import { lockAuthorization } from '../store/lock-authorization.js';
import type { AuthorizationRow } from '../store/schema.js';

/** Something that a person or a program did, for the audit chain. */
export interface AuditRecord {
  /** The application that it is about; without it, the link is one of the vault's own chain. */
  readonly appId?: string | undefined;
  /** The merchant application that it is about, with `appId`. */
  readonly authAppId?: string | undefined;
  /** What happened: lower-case words with dashes, up to 64 characters. */
  readonly kind: string;
  /** Details, as JSON; never a secret. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Appends a link to an audit chain. @throws TypeError @throws VaultError */
export async function recordAudit(context: VaultContext, record: AuditRecord): Promise<void> {
  checkMembers<AuditRecord>(record, '', { appId: true, authAppId: true, kind: true, detail: true });
  const { appId, authAppId, kind, detail = {} } = record;
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(kind)) {
    throw new TypeError('kind: expected lower-case words with dashes');
  }
  if (appId === undefined) {
    if (authAppId !== undefined) throw new TypeError('authAppId: expected it together with appId');
    return context.store.write((database) => appendToVault(context, database, { kind, detail }));
  }
  checkText(appId, 'appId', 'text');
  if (authAppId === undefined) {
    return context.store.write((database) => appendToApplication(context, database, appId, { kind, detail }));
  }
  const key = { appId, authAppId: checkText(authAppId, 'authAppId', 'text') };
  return context.store.write(async (database) => {
    const row = await lockAuthorization(context, database, key);
    if (row === undefined) throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    await appendToAuthorization(context, database, row, { kind, detail });
  });
}

/** The newest link says what the row says, so that an older row that is put back is found. */
async function appendToAuthorization(
  context: VaultContext,
  database: Database,
  row: AuthorizationRow,
  { kind, detail }: AuditEntry,
): Promise<void> {
  const { app_id, auth_app_id, generation, state, pair_id: pair } = row;
  const stream = { appId: app_id, authAppId: auth_app_id };
  const entry = { kind, detail: { ...detail, generation, state, pair } };
  const head = await appendAudit(context, database, stream, row, entry);
  await database
    .updateTable('authorization')
    .set(head)
    .where('app_id', '=', app_id)
    .where('auth_app_id', '=', auth_app_id)
    .execute();
}

async function appendToApplication(
  context: VaultContext,
  database: Database,
  appId: string,
  entry: AuditEntry,
): Promise<void> {
  applicationOf(context, appId);
  const row = await lockApplication(context, database, appId);
  const head = await appendAudit(context, database, { appId, authAppId: '' }, row, entry);
  await database.updateTable('application').set(head).where('app_id', '=', appId).execute();
}

async function appendToVault(context: VaultContext, database: Database, entry: AuditEntry): Promise<void> {
  const query = database.selectFrom('instance').selectAll().where('id', '=', instanceId);
  const row = await (context.store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
  const head = await appendAudit(context, database, { appId: '', authAppId: '' }, row, entry);
  await database.updateTable('instance').set(head).where('id', '=', instanceId).execute();
}
