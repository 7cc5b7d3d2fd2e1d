import { statSync } from 'node:fs';

/** The error code of a file that is no longer the one that was opened. */
export const replacedCode = 'LINGPAI_FILE_REPLACED';

/**
 * Recognises that a database file, or its write-ahead log, was deleted or replaced while it was open. What is written then
 * goes to a file that no longer has a name, and is gone when the process ends.
 */
export class FileIdentity {
  readonly #path: string;
  readonly #main: string;
  #log: string | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#main = identify(path) ?? '';
  }

  /** The write-ahead log exists from the first statement until the last connection is closed. */
  rememberLog(): void {
    this.#log ??= identify(`${this.#path}-wal`);
  }

  /** @throws an error with {@link replacedCode} */
  check(): void {
    if (identify(this.#path) !== this.#main) throw replaced(this.#path);
    if (this.#log !== undefined && identify(`${this.#path}-wal`) !== this.#log) throw replaced(`${this.#path}-wal`);
  }
}

function identify(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev} ${found.ino}`;
}

function replaced(path: string): Error {
  const message = `${path} was deleted or replaced while it was open. Nothing is written any more: what was written since is lost`;
  return Object.assign(new Error(message), { code: replacedCode });
}
