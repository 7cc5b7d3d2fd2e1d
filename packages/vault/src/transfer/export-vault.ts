import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { openRefreshToken, openToken } from '../authorization/open-token.js';
import { grantOf, issueOf } from '../authorization/store-pairs.js';
import { contextId, type VaultContext } from '../context/vault-context.js';
import { systemCode } from '../errors/system-code.js';
import { VaultError } from '../errors/vault-error.js';
import { checkFunction, checkSignal, checkText } from '../options/check-options.js';
import { requestedKindsOf } from '../reading/authorization.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import { linePlace } from './line-place.js';
import { readOrders } from './transfer-orders.js';
import type { TransferHeader, TransferLine, TransferPair, TransferRecord } from './transfer-record.js';

/** What `export` takes. */
export interface ExportOptions {
  /** The file to write. It must not exist yet. */
  readonly to: string;
  /** Called after every hundred authorizations. */
  readonly onProgress?: ((progress: ExportResult) => void) | undefined;
  /** Stops it after a hundred authorizations: it rejects with the signal's reason, and leaves no file. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExportResult {
  readonly authorizations: number;
  readonly pairs: number;
  /** Pairs that do not open, and are left out. */
  readonly unreadable: number;
}

const page = 100;

/**
 * Writes every authorization to a file, each line sealed with the current master key and bound to its place. The file
 * gets its name only when it is complete.
 *
 * @throws VaultError `file` when the file exists already or cannot be written
 */
export async function exportVault(context: VaultContext, options: ExportOptions): Promise<ExportResult> {
  const { to, onProgress, signal } = options;
  checkText(to, 'to', 'the path of a file');
  checkFunction(onProgress, 'onProgress');
  checkSignal(signal, 'signal');
  const exportId = contextId(context);
  const part = `${to}.${exportId}.part`;
  try {
    await refuseExisting(to);
    const total = await writeFile(context, part, exportId, options);
    await publish(part, to);
    return total;
  } catch (cause) {
    await rm(part, { force: true });
    if (systemCode(cause) === 'EEXIST') throw exists();
    if (!isSystemError(cause)) throw cause;
    throw new VaultError('file', `to: the file cannot be written (${systemCode(cause)})`, { cause });
  }
}

const isSystemError = (error: unknown) => error instanceof Error && 'syscall' in error;

const exists = () =>
  new VaultError('file', 'to: the file exists already; export never overwrites a file, so name another');

async function refuseExisting(to: string): Promise<void> {
  try {
    await lstat(to);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  throw exists();
}

/** A link fails when another process made the file meanwhile; renaming would replace it. */
async function publish(part: string, to: string): Promise<void> {
  try {
    await link(part, to);
  } catch (error) {
    if (!withoutLinks.includes(systemCode(error))) throw error;
    await rename(part, to);
    return;
  }
  await rm(part);
}

/** What file systems without hard links say. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function writeFile(
  context: VaultContext,
  path: string,
  exportId: string,
  { onProgress, signal }: ExportOptions,
): Promise<ExportResult> {
  const header: TransferHeader = {
    format: 'lingpai-export',
    version: 1,
    exportId,
    environments: Object.fromEntries(
      context.applications.values().map(({ appId, environment }) => [appId, environment]),
    ),
    createdAt: context.clock(),
    keyId: context.keyRing.currentId,
  };
  const total = { authorizations: 0, pairs: 0, unreadable: 0 };
  const file = await open(path, 'wx', 0o600);
  try {
    await file.write(`${JSON.stringify(header)}\n`);
    let line = 0;
    const write = async (contents: readonly TransferLine[]) => {
      const lines = contents.map((content) => {
        line += 1;
        const { bytes } = context.keyRing.seal(JSON.stringify(content), linePlace(exportId, line));
        return `${Buffer.from(bytes).toString('base64')}\n`;
      });
      await file.write(lines.join(''));
    };
    for await (const rows of readPages(context)) {
      signal?.throwIfAborted();
      const records = await readRecords(context, rows);
      await write(records.map(({ record }) => record));
      total.authorizations += records.length;
      for (const { record, unreadable } of records) {
        total.pairs += record.pairs.length;
        total.unreadable += unreadable;
      }
      onProgress?.({ ...total });
    }
    for await (const orders of readOrders(context)) await write(orders);
    await write([{ records: line }]);
    await file.sync();
  } finally {
    await file.close();
  }
  return total;
}

async function* readPages({ store, applications }: VaultContext): AsyncGenerator<AuthorizationRow[], void, undefined> {
  for (const { appId } of applications.values()) {
    for (let last = ''; ; ) {
      const rows = await store.read((database) =>
        database
          .selectFrom('authorization')
          .selectAll()
          .where('app_id', '=', appId)
          .where('auth_app_id', '>', last)
          .orderBy('auth_app_id')
          .limit(page)
          .execute(),
      );
      const end = rows.at(-1);
      if (end === undefined) break;
      yield rows;
      last = end.auth_app_id;
    }
  }
}

interface ReadRecord {
  readonly record: TransferRecord;
  readonly unreadable: number;
}

/** The pairs of a page are read together. */
async function readRecords(context: VaultContext, rows: readonly AuthorizationRow[]): Promise<ReadRecord[]> {
  const pairs = new Map<string, PairRow[]>(rows.map(({ auth_app_id }) => [auth_app_id, []]));
  for await (const pair of readPairs(context, rows)) pairs.get(pair.auth_app_id)?.push(pair);
  return rows.map((row) => readRecord(context, row, pairs.get(row.auth_app_id) ?? []));
}

const pairPage = 1_000;

async function* readPairs(
  { store }: VaultContext,
  rows: readonly AuthorizationRow[],
): AsyncGenerator<PairRow, void, undefined> {
  const authAppIds = rows.map(({ auth_app_id }) => auth_app_id);
  let last: Pick<PairRow, 'auth_app_id' | 'issue_before' | 'id'> = { auth_app_id: '', issue_before: 0, id: '' };
  for (;;) {
    const { auth_app_id, issue_before, id } = last;
    const found = await store.read((database) =>
      database
        .selectFrom('pair')
        .selectAll()
        .where('app_id', '=', rows[0]?.app_id ?? '')
        .where('auth_app_id', 'in', authAppIds)
        .where('auth_app_id', '>=', auth_app_id)
        .where((where) =>
          where.or([
            where('auth_app_id', '>', auth_app_id),
            where.and([where('auth_app_id', '=', auth_app_id), where('issue_before', '>', issue_before)]),
            where.and([
              where('auth_app_id', '=', auth_app_id),
              where('issue_before', '=', issue_before),
              where('id', '>', id),
            ]),
          ]),
        )
        .orderBy('auth_app_id')
        .orderBy('issue_before')
        .orderBy('id')
        .limit(pairPage)
        .execute(),
    );
    yield* found;
    const end = found.at(-1);
    if (end === undefined || found.length < pairPage) return;
    last = end;
  }
}

function readRecord(context: VaultContext, row: AuthorizationRow, rows: readonly PairRow[]): ReadRecord {
  const pairs = rows.map((pair) => transferPair(context, pair)).filter((pair) => pair !== undefined);
  const record: TransferRecord = {
    appId: row.app_id,
    authAppId: row.auth_app_id,
    userId: row.user_id,
    reference: row.reference,
    assigned: row.assigned === 1,
    requestedKinds: requestedKindsOf(row),
    cancelledAt: row.cancelled_at,
    pairs,
  };
  return { record, unreadable: rows.length - pairs.length };
}

function transferPair(context: VaultContext, pair: PairRow): TransferPair | undefined {
  const appAuthToken = openToken(context, pair);
  if (appAuthToken === undefined) return undefined;
  return {
    appAuthToken,
    appRefreshToken: openRefreshToken(context, pair) ?? null,
    grantId: pair.grant_id,
    grant: grantOf(pair),
    issue: issueOf(pair),
    obtainedAt: pair.obtained_at,
    expiresIn: pair.expires_in,
    refreshDeadline: pair.refresh_deadline,
    trigger: pair.grant_trigger,
    outBizNo: pair.out_biz_no,
    deactivated: pair.deactivated === 1,
    foundCancelled: pair.found_cancelled === 1,
  };
}
