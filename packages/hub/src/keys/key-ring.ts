import { createHmac, hash as digest } from 'node:crypto';
import type { Vault } from '@lingpai/vault';
import type { FastifyBaseLogger } from 'fastify';
import type { HubStore } from '../store/hub-store.js';
import { type ApiKey, apiKeyOf } from './api-key.js';
import { scopes } from './scope.js';

export const keyPattern = /^lpk_[A-Za-z0-9_-]{43}$/;

/** Milliseconds for which a key counts as it was read: a revocation takes effect on every node within them. */
const fresh = 5_000;
/** Milliseconds between two records of a key's last use. */
const usePrecision = 60_000;
const mostCached = 10_000;

const localKey: ApiKey = {
  id: 'key_local',
  name: 'command line',
  scopes: new Set(scopes),
  appIds: undefined,
  ipRanges: undefined,
  expiresAt: undefined,
};

interface CachedKey {
  readonly key: ApiKey;
  readonly readAt: number;
}

export interface KeyRingOptions {
  readonly store: HubStore;
  readonly vault: Vault;
  readonly clock: () => number;
  readonly random: (length: number) => Buffer;
  readonly log: FastifyBaseLogger;
}

/** Finds API keys by their keyed hash, and remembers them for a few seconds. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #hashKey: Buffer;
  /** By the digests of the keys. */
  readonly #cache = new Map<string, CachedKey>();
  /** Digests of keys that only this process knows. */
  readonly #local = new Set<string>();
  readonly #recordedUses = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#hashKey = options.vault.deriveKey('hub api keys');
  }

  /** A new key: 256 random bits. */
  create(random: (length: number) => Buffer = this.#options.random): string {
    return `lpk_${random(32).toString('base64url')}`;
  }

  /** A new key with every scope that is valid in this process, and as long as it runs: for the command line. */
  createLocal(): string {
    const key = this.create();
    this.#local.add(digestOf(key));
    return key;
  }

  /** The keyed hash, by which the database knows a key. */
  hash(text: string): string {
    return createHmac('sha256', this.#hashKey).update(text).digest('hex');
  }

  /** Finds a key that was valid a moment ago, without a query. */
  findKnown(text: string): ApiKey | undefined {
    if (!keyPattern.test(text)) return undefined;
    const name = digestOf(text);
    return this.#local.has(name) ? localKey : this.#used(this.#cached(name));
  }

  /** @returns `undefined` when it is no key, or was revoked or has expired */
  async find(text: string): Promise<ApiKey | undefined> {
    return this.findKnown(text) ?? (keyPattern.test(text) ? this.#used(await this.#read(text)) : undefined);
  }

  /** @returns a key that is valid, and its hash */
  async findById(id: string): Promise<{ readonly key: ApiKey; readonly hash: string } | undefined> {
    const { store, clock } = this.#options;
    const row = await store.read((database) =>
      database
        .selectFrom('hub_api_key')
        .selectAll()
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    if (row === undefined || (row.expires_at !== null && row.expires_at <= clock())) return undefined;
    return { key: apiKeyOf(row), hash: row.hash };
  }

  /** Whether a key that was found earlier is still valid, as the database says. */
  async isValid({ id }: Pick<ApiKey, 'id'>): Promise<boolean> {
    if (id === localKey.id) return true;
    const { store, clock } = this.#options;
    const row = await store.read((database) =>
      database
        .selectFrom('hub_api_key')
        .select('expires_at')
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    return row !== undefined && (row.expires_at === null || row.expires_at > clock());
  }

  /** Forgets what was read before, after a change on this node. */
  clear(): void {
    this.#cache.clear();
  }

  /** Resolves when every use is recorded. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #cached(name: string): ApiKey | undefined {
    const cached = this.#cache.get(name);
    return cached !== undefined && performance.now() - cached.readAt < fresh ? cached.key : undefined;
  }

  async #read(text: string): Promise<ApiKey | undefined> {
    const name = digestOf(text);
    const readAt = performance.now();
    const row = await this.#options.store.read((database) =>
      database
        .selectFrom('hub_api_key')
        .selectAll()
        .where('hash', '=', this.hash(text))
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    this.#cache.delete(name);
    if (row === undefined) return undefined;
    const key = apiKeyOf(row);
    this.#cache.set(name, { key, readAt });
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > mostCached && oldest !== undefined) this.#cache.delete(oldest);
    return key;
  }

  /** @returns the key, unless it has expired */
  #used(key: ApiKey | undefined): ApiKey | undefined {
    if (key === undefined) return undefined;
    const now = this.#options.clock();
    if (key.expiresAt !== undefined && key.expiresAt <= now) return undefined;
    this.#recordUse(key.id, now);
    return key;
  }

  #recordUse(id: string, now: number): void {
    const { store, log } = this.#options;
    const recorded = this.#recordedUses.get(id);
    if (recorded !== undefined && Math.abs(now - recorded) < usePrecision) return;
    this.#recordedUses.set(id, now);
    const write = store
      .write((database) =>
        database.updateTable('hub_api_key').set({ last_used_at: now }).where('id', '=', id).execute(),
      )
      .then(
        () => undefined,
        (err: unknown) => log.warn({ err, keyId: id }, 'the last use of an API key could not be recorded'),
      )
      .finally(() => this.#underWay.delete(write));
    this.#underWay.add(write);
  }
}

/**
 * What a key is found by in memory: for 256 random bits it gives as little away as the keyed hash, and takes a sixth of the time.
 */
const digestOf = (text: string) => digest('sha256', text, 'base64');
