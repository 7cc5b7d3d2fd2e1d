import type { Session } from '../session/session.js';
import { type IpRanges, parseRanges } from '../validation/ip-ranges.js';
import type { ApiKeyRow } from './key-table.js';
import { type Scope, scopes } from './scope.js';

/** A key as requests are checked against it. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The applications that it is for; `undefined`: all. */
  readonly appIds: ReadonlySet<string> | undefined;
  readonly ipRanges: IpRanges | undefined;
  readonly expiresAt: number | undefined;
  /** The session of the person who acts with it, or with a role in its place. */
  readonly session?: Session;
}

export function apiKeyOf(row: ApiKeyRow): ApiKey {
  const { id, name, expires_at } = row;
  const appIds = row.app_ids === null ? undefined : new Set<string>(JSON.parse(row.app_ids));
  const ranges = row.ip_ranges === null ? undefined : parseRanges(JSON.parse(row.ip_ranges));
  const given = new Set<string>(JSON.parse(row.scopes));
  return {
    id,
    name,
    scopes: new Set(scopes.filter((scope) => given.has(scope))),
    appIds,
    ipRanges: ranges,
    expiresAt: expires_at ?? undefined,
  };
}

export const mayUse = ({ appIds }: Pick<ApiKey, 'appIds'>, appId: string): boolean => appIds?.has(appId) ?? true;
