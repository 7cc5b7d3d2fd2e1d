import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process remembers outside of the database. A database without that operation was set back. */
export interface Witnessed {
  readonly vaultId: string;
  /** An operation that is in the journal. */
  readonly operationId: string;
}

/** Milliseconds between two writes. Writing each operation would tell more, and cost more. */
const interval = 1_000;

/** A small file next to the spool. */
export class Witness {
  readonly #path: string;
  readonly #vaultId: string;
  #written: number | undefined;
  #pending: string | undefined;
  #writing: Promise<void> | undefined;

  constructor(directory: string, vaultId: string) {
    this.#path = join(directory, 'witness.json');
    this.#vaultId = vaultId;
  }

  static async read(directory: string): Promise<Witnessed | undefined> {
    try {
      const { vaultId, operationId } = JSON.parse(await readFile(join(directory, 'witness.json'), 'utf8'));
      return typeof vaultId === 'string' && typeof operationId === 'string' ? { vaultId, operationId } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Remembers that an operation was committed. Never waits, never fails. */
  saw(operationId: string): void {
    this.#pending = operationId;
    if (this.#writing === undefined && performance.now() - (this.#written ?? -interval) >= interval) void this.flush();
  }

  async flush(): Promise<void> {
    await this.#writing;
    const operationId = this.#pending;
    if (operationId === undefined) return;
    this.#pending = undefined;
    this.#written = performance.now();
    this.#writing = this.#write(operationId);
    await this.#writing;
    this.#writing = undefined;
  }

  async #write(operationId: string): Promise<void> {
    const part = `${this.#path}.${process.pid}.part`;
    try {
      await writeFile(part, JSON.stringify({ vaultId: this.#vaultId, operationId } satisfies Witnessed), {
        mode: 0o600,
      });
      await rename(part, this.#path);
    } catch {
      // Without it, a restored database is recognised by its place alone.
    }
  }
}
