import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { checkNumber, checkText } from '../options/check-options.js';
import type { AuthorizationRow } from '../store/schema.js';
import { type Authorization, authorizationOf } from './authorization.js';

/** What `search` takes. */
export interface SearchOptions {
  /** What a reference, a merchant's account or the id of a merchant application begins with; upper and lower case differ. */
  readonly text: string;
  /** All applications by default. */
  readonly appIds?: readonly string[] | undefined;
  /** How many at most, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
}

const columns = ['reference', 'user_id', 'auth_app_id'] as const;

/** Sorts behind every text that begins with the same characters. */
const last = '\u{10FFFF}';

/**
 * Finds authorizations by what a reference, an account or an id begins with: references first, application by application.
 * Each is one range of an index, so that what is read does not grow with the number of authorizations.
 *
 * @throws TypeError naming the option that is wrong @throws VaultError `unknown-application`
 */
export async function searchAuthorizations(
  context: VaultContext,
  { text, appIds = context.applications.values().map(({ appId }) => appId), limit = 20 }: SearchOptions,
): Promise<Authorization[]> {
  checkText(text, 'text', 'text');
  checkNumber(limit, 'limit', 1, 100);
  for (const appId of appIds) applicationOf(context, appId);
  const found = new Map<string, AuthorizationRow>();
  for (const column of columns) {
    for (const appId of appIds) {
      if (found.size >= limit) break;
      const rows = await readRange(context, { appId, column, text, limit });
      for (const row of rows) found.set(`${row.app_id} ${row.auth_app_id}`, row);
    }
  }
  return [...found.values()].slice(0, limit).map((row) => authorizationOf(context, row));
}

interface Range {
  readonly appId: string;
  readonly column: (typeof columns)[number];
  readonly text: string;
  readonly limit: number;
}

function readRange({ store }: VaultContext, { appId, column, text, limit }: Range): Promise<AuthorizationRow[]> {
  return store.read((database) =>
    database
      .selectFrom('authorization')
      .selectAll()
      .where('app_id', '=', appId)
      .where(column, '>=', text)
      .where(column, '<', text + last)
      .orderBy(column)
      .orderBy('auth_app_id')
      .limit(limit)
      .execute(),
  );
}
