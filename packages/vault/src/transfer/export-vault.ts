import { open, rename } from 'node:fs/promises';
import { openRefreshToken, openToken } from '../authorization/open-token.js';
import { grantOf, issueOf } from '../authorization/store-pairs.js';
import { contextId, type VaultContext } from '../context/vault-context.js';
import type { AuthorizationRow, PairRow } from '../store/schema.js';
import { linePlace } from './line-place.js';
import type { TransferHeader, TransferPair, TransferRecord, TransferTrailer } from './transfer-record.js';

/** What `export` takes. */
export interface ExportOptions {
  /** The file to write; there must be none yet. */
  readonly to: string;
  /** Called after every page. */
  readonly onProgress?: ((progress: ExportResult) => void) | undefined;
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
 * has its name only when it is whole.
 */
export async function exportVault(context: VaultContext, { to, onProgress }: ExportOptions): Promise<ExportResult> {
  if (typeof to !== 'string' || to === '') throw new TypeError('to: expected the path of a file');
  const exportId = contextId(context);
  const header: TransferHeader = {
    format: 'lingpai-export',
    version: 1,
    exportId,
    environments: Object.fromEntries([...context.applications].map(([appId, one]) => [appId, one.environment])),
    createdAt: context.clock(),
    keyId: context.keyRing.currentId,
  };
  const total = { authorizations: 0, pairs: 0, unreadable: 0 };
  const part = `${to}.part`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.write(`${JSON.stringify(header)}\n`);
    let line = 0;
    const write = async (content: TransferRecord | TransferTrailer) => {
      line += 1;
      const { bytes } = context.keyRing.seal(JSON.stringify(content), linePlace(exportId, line));
      await file.write(`${Buffer.from(bytes).toString('base64')}\n`);
    };
    for await (const rows of readPages(context)) {
      for (const row of rows) {
        const { record, unreadable } = await readRecord(context, row);
        await write(record);
        total.authorizations += 1;
        total.pairs += record.pairs.length;
        total.unreadable += unreadable;
      }
      onProgress?.({ ...total });
    }
    await write({ records: total.authorizations });
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, to);
  return total;
}

async function* readPages({ store, applications }: VaultContext): AsyncGenerator<AuthorizationRow[], void, undefined> {
  for (const appId of applications.keys()) {
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

async function readRecord(
  context: VaultContext,
  row: AuthorizationRow,
): Promise<{ readonly record: TransferRecord; readonly unreadable: number }> {
  const rows = await context.store.read((database) =>
    database
      .selectFrom('pair')
      .selectAll()
      .where('app_id', '=', row.app_id)
      .where('auth_app_id', '=', row.auth_app_id)
      .orderBy('issue_before')
      .orderBy('id')
      .execute(),
  );
  const pairs = rows.map((pair) => transferPair(context, pair)).filter((pair) => pair !== undefined);
  const record: TransferRecord = {
    appId: row.app_id,
    authAppId: row.auth_app_id,
    userId: row.user_id,
    reference: row.reference,
    assigned: row.assigned === 1,
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
  };
}
