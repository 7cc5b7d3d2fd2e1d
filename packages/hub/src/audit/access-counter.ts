import { isVaultError, type Vault } from '@lingpai/vault';
import type { FastifyBaseLogger } from 'fastify';

/** What programs do so often that each is not a link of its own. */
export type AccessKind = 'tokens-read' | 'calls-proxied';

export interface Access {
  readonly kind: AccessKind;
  readonly keyId: string;
  readonly appId: string;
  readonly authAppId: string;
}

export interface AccessCounterOptions {
  readonly vault: Pick<Vault, 'recordAudit'>;
  readonly clock: () => number;
  readonly log: FastifyBaseLogger;
}

interface Count extends Access {
  readonly from: number;
  to: number;
  count: number;
}

/** How many authorizations and keys are counted before they are written early. */
const mostCounts = 50_000;

/**
 * Counts accesses per key and authorization, and writes each count as one link of the authorization's audit chain. What a
 * process has counted since its last turn is lost with it when it is killed; the log of requests has each of them.
 */
export class AccessCounter {
  readonly #vault: AccessCounterOptions['vault'];
  readonly #clock: () => number;
  readonly #log: FastifyBaseLogger;
  #counts = new Map<string, Count>();
  #isFlushing = false;

  constructor({ vault, clock, log }: AccessCounterOptions) {
    this.#log = log;
    this.#vault = vault;
    this.#clock = clock;
  }

  add(access: Access): void {
    const { kind, keyId, appId, authAppId } = access;
    const name = `${kind} ${keyId} ${appId} ${authAppId}`;
    const now = this.#clock();
    const found = this.#counts.get(name);
    if (found === undefined) {
      this.#counts.set(name, { ...access, from: now, to: now, count: 1 });
      if (this.#counts.size >= mostCounts) this.#flushEarly();
      return;
    }
    found.count += 1;
    found.to = now;
  }

  /** Writes what was counted. What could not be written is counted on. */
  async flush(): Promise<void> {
    const counts = this.#counts;
    this.#counts = new Map();
    for (const [name, count] of counts) {
      try {
        await this.#write(count);
        counts.delete(name);
      } catch (error) {
        this.#takeBack(counts);
        throw error;
      }
    }
  }

  #flushEarly(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.flush()
      .catch((err: unknown) =>
        this.#log.error({ err }, 'accesses could not be written into the audit chains; they are kept'),
      )
      .finally(() => {
        this.#isFlushing = false;
      });
  }

  async #write({ kind, keyId, appId, authAppId, from, to, count }: Count): Promise<void> {
    try {
      await this.#vault.recordAudit({ appId, authAppId, kind, detail: { by: keyId, count, from, to } });
    } catch (error) {
      // It was forgotten, or its application is disabled.
      if (!isVaultError(error, ['unknown-authorization', 'unknown-application', 'tampered'])) throw error;
    }
  }

  #takeBack(counts: ReadonlyMap<string, Count>): void {
    for (const [name, { count, from, to, ...access }] of counts) {
      const newer = this.#counts.get(name);
      this.#counts.set(name, { ...access, from, to: newer?.to ?? to, count: count + (newer?.count ?? 0) });
    }
  }
}
