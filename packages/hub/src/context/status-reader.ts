import type { Vault, VaultStatus } from '@lingpai/vault';

/** Milliseconds for which a reading is used: it looks at every authorization. */
const fresh = 15_000;

/** Reads the vault's status, and keeps it for a few seconds. */
export class StatusReader {
  readonly #vault: Vault;
  #last: { readonly status: Promise<VaultStatus>; readonly readAt: number } | undefined;

  constructor({ vault }: { readonly vault: Vault }) {
    this.#vault = vault;
  }

  /** A reading that is at most 15 seconds old. One that failed is not kept. */
  read(): Promise<VaultStatus> {
    const now = performance.now();
    if (this.#last !== undefined && now - this.#last.readAt < fresh) return this.#last.status;
    const status = this.#vault.status();
    const reading = { status, readAt: now };
    this.#last = reading;
    status.catch(() => {
      if (this.#last === reading) this.#last = undefined;
    });
    return status;
  }
}
