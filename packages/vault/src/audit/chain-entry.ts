import type { AuditRow } from '../store/schema.js';

/** The text that a link of the chain authenticates. */
export function chainEntry({ app_id, auth_app_id, sequence, at, kind, detail }: Omit<AuditRow, 'hash'>): string {
  return JSON.stringify([app_id, auth_app_id, sequence, at, kind, detail]);
}
