import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** How a person signed in: with an API key, at an identity provider, or at a proxy in front of the hub. */
export type SignInMethod = 'key' | 'oidc' | 'proxy';

/** A person who is signed in; not the token of the cookie, which only the browser has. */
export interface SessionRow {
  /** Shown in the audit chain. */
  id: string;
  /** The keyed hash by which the session is found again. */
  hash: string;
  method: SignInMethod;
  /** Who acts: the id of the API key, or one made of what the provider or the proxy calls the person. */
  actor: string;
  name: string;
  /** With `key`: the hash of the key that was valid then. */
  key_hash: string | null;
  /** With `oidc` and `proxy`. */
  role: string | null;
  created_at: number;
  /** A little older than it could be: not every request is recorded. */
  last_used_at: number;
}

export const sessionTable: TableDefinition = {
  name: 'hub_session',
  columns: [
    ...columns('key', 'id', 'hash', 'method', 'actor', 'key_hash?', 'role?'),
    ...columns('label', 'name'),
    ...columns('integer', 'created_at', 'last_used_at'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_session_hash', columns: ['hash'], unique: true },
    { name: 'hub_session_used', columns: ['last_used_at'] },
  ],
};
