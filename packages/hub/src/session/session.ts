import type { Role } from './role.js';
import type { SignInMethod } from './session-table.js';

/** A session that is in force. */
export interface Session {
  readonly id: string;
  readonly method: SignInMethod;
  readonly role: Role | null;
  /** What the cookie's holder sends with each request that changes something. */
  readonly csrfToken: string;
  /** When it ends, also while it is used. */
  readonly expiresAt: number;
  readonly actor: string;
}
