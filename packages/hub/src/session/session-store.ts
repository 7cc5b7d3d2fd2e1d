import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@lingpai/vault';
import type { HubSettings } from '../config/settings-schema.js';
import { newId } from '../context/new-id.js';
import type { ApiKey } from '../keys/api-key.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { HubStore } from '../store/hub-store.js';
import { isRole, type Role, scopesOf } from './role.js';
import type { Session } from './session.js';
import type { SessionRow, SignInMethod } from './session-table.js';

const tokenPattern = /^lps_[A-Za-z0-9_-]{43}$/;
/** Milliseconds between two records of a session's use, unless it ends sooner than that is long. */
const usePrecision = 60_000;

/** Who signs in. */
export type NewSession =
  | { readonly method: 'key'; readonly key: ApiKey }
  | { readonly method: 'oidc' | 'proxy'; readonly actor: string; readonly name: string; readonly role: Role };

export interface SessionStoreOptions {
  readonly settings: HubSettings;
  readonly store: HubStore;
  readonly vault: Vault;
  readonly keys: KeyRing;
  readonly clock: () => number;
  readonly random: (length: number) => Buffer;
}

/** Sessions of people, in the database: every node accepts them. */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  readonly #hashKey: Buffer;

  constructor(options: SessionStoreOptions) {
    this.#options = options;
    this.#hashKey = options.vault.deriveKey('hub sessions');
  }

  /** @returns the token for the cookie, and the session */
  async create(person: NewSession): Promise<{ readonly token: string; readonly row: SessionRow } | undefined> {
    const { store, clock, random, keys } = this.#options;
    const token = `lps_${random(32).toString('base64url')}`;
    const keyHash = person.method === 'key' ? (await keys.findById(person.key.id))?.hash : null;
    if (keyHash === undefined) return undefined;
    const row: SessionRow = {
      id: newId('session', { clock, random }),
      hash: this.#hash('token', token),
      method: person.method,
      actor: person.method === 'key' ? person.key.id : person.actor,
      name: person.method === 'key' ? person.key.name : person.name,
      key_hash: keyHash,
      role: person.method === 'key' ? null : person.role,
      created_at: clock(),
      last_used_at: clock(),
    };
    await store.write((database) => database.insertInto('hub_session').values(row).execute());
    return { token, row };
  }

  /** @param isUse whether the person does something, so that the idle time begins anew */
  async find(token: string, isUse: boolean): Promise<ApiKey | undefined> {
    if (!tokenPattern.test(token)) return undefined;
    const { store, clock, settings } = this.#options;
    const row = await store.read((database) =>
      database.selectFrom('hub_session').selectAll().where('hash', '=', this.#hash('token', token)).executeTakeFirst(),
    );
    const actor = row === undefined ? undefined : await this.#actorOf(row, token);
    if (row === undefined || actor === undefined) return undefined;
    const precision = Math.min(usePrecision, settings.session.idleTimeout / 10);
    if (isUse && clock() - row.last_used_at >= precision) await this.#touch(row);
    return actor;
  }

  /** Whether a session that was found earlier is still in force, as the database says. */
  async isValid({ id }: Session): Promise<boolean> {
    const row = await this.#options.store.read((database) =>
      database.selectFrom('hub_session').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row !== undefined && (await this.#actorOf(row, '')) !== undefined;
  }

  /** Sessions that are in force, newest first. @param before the id of the last one that was read */
  list({ limit, before }: { readonly limit: number; readonly before: string | undefined }): Promise<SessionRow[]> {
    const { store, clock, settings } = this.#options;
    const { idleTimeout, longest, oidc, proxy } = settings.session;
    const methods: SignInMethod[] = [...(oidc ? ['oidc' as const] : []), ...(proxy ? ['proxy' as const] : [])];
    const now = clock();
    return store.read((database) => {
      let query = database
        .selectFrom('hub_session as session')
        .leftJoin('hub_api_key as key', (join) =>
          join
            .onRef('key.id', '=', 'session.actor')
            .onRef('key.hash', '=', 'session.key_hash')
            .on('key.revoked_at', 'is', null)
            .on((on) => on.or([on('key.expires_at', 'is', null), on('key.expires_at', '>', now)])),
        )
        .selectAll('session')
        .where('session.last_used_at', '>', now - idleTimeout)
        .where('session.created_at', '>', now - longest)
        .where((where) =>
          where.or([
            where('key.id', 'is not', null),
            ...(methods.length === 0 ? [] : [where('session.method', 'in', methods)]),
          ]),
        );
      if (before !== undefined) query = query.where('session.id', '<', before);
      return query.orderBy('session.id', 'desc').limit(limit).execute();
    });
  }

  /** @returns who acted with it; `undefined` when there was none */
  async end(id: string): Promise<string | undefined> {
    return this.#options.store.write(async (database) => {
      const row = await database.selectFrom('hub_session').select('actor').where('id', '=', id).executeTakeFirst();
      const { numDeletedRows } = await database.deleteFrom('hub_session').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n ? row?.actor : undefined;
    });
  }

  /** Erases sessions that have ended. */
  async prune(): Promise<boolean> {
    const { store, clock, settings } = this.#options;
    const { idleTimeout, longest } = settings.session;
    await store.write((database) =>
      database
        .deleteFrom('hub_session')
        .where((where) =>
          where.or([where('last_used_at', '<=', clock() - idleTimeout), where('created_at', '<=', clock() - longest)]),
        )
        .execute(),
    );
    return false;
  }

  /** @returns who acts with the session; `undefined` when it has ended */
  async #actorOf(row: SessionRow, token: string): Promise<ApiKey | undefined> {
    const { clock, settings, keys } = this.#options;
    const { idleTimeout, longest } = settings.session;
    const expiresAt = row.created_at + longest;
    if (Math.min(row.last_used_at + idleTimeout, expiresAt) <= clock()) return undefined;
    const role = isRole(row.role) ? row.role : null;
    const session: Session = {
      id: row.id,
      method: row.method,
      role,
      csrfToken: this.#hash('csrf', token),
      expiresAt,
      actor: row.actor,
    };
    if (row.method === 'key') {
      const found = await keys.findById(row.actor);
      return found === undefined || found.hash !== row.key_hash ? undefined : { ...found.key, session };
    }
    if (role === null || settings.session[row.method] === undefined) return undefined;
    return {
      id: row.actor,
      name: row.name,
      scopes: scopesOf(settings, role),
      appIds: undefined,
      ipRanges: undefined,
      expiresAt: undefined,
      session,
    };
  }

  async #touch({ id }: SessionRow): Promise<void> {
    const { store, clock } = this.#options;
    await store.write((database) =>
      database.updateTable('hub_session').set({ last_used_at: clock() }).where('id', '=', id).execute(),
    );
  }

  #hash(purpose: 'token' | 'csrf', token: string): string {
    return createHmac('sha256', this.#hashKey).update(`${purpose} ${token}`).digest('hex');
  }
}

/** The id of a person in logs and audit chains. @param parts what names the person, such as issuer and subject */
export function actorId(...parts: readonly string[]): string {
  return `user_${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}`;
}

export function sameText(left: string, right: unknown): boolean {
  if (typeof right !== 'string') return false;
  const [a, b] = [left, right].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
