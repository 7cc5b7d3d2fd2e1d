import type { AuditRow } from '../store/schema.js';

/** What a link of the chain covers. */
export function chainEntry({ app_id, auth_app_id, sequence, at, kind, detail }: Omit<AuditRow, 'hash'>): string {
  return JSON.stringify([app_id, auth_app_id, sequence, at, kind, detail]);
}
