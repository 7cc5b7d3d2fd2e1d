import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Small texts kept between runs. A text that cannot be read counts as missing. */
export interface TextCache {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

/** Keeps nothing. */
export const noCache: TextCache = Object.freeze({
  read: async () => undefined,
  write: async () => undefined,
});

/** `$XDG_CACHE_HOME/lingpai/sandbox`, or the same below `~/.cache`. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'lingpai', 'sandbox');
}

const maxLength = 64 * 1024;

/**
 * A folder that only its user can read. Files are written by rename, so processes can share it. A folder or file that
 * others own or can access is not used.
 */
export class PrivateFolder implements TextCache {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(name: string): Promise<string | undefined> {
    try {
      if (!(await this.#isPrivate())) return undefined;
      const file = await open(join(this.#path, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const status = await file.stat();
        if (!status.isFile() || status.size > maxLength || !isOwn(status)) return undefined;
        return await file.readFile('utf8');
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  }

  async write(name: string, text: string): Promise<void> {
    const temporary = join(this.#path, `.${name}.${randomUUID()}`);
    try {
      await mkdir(this.#path, { recursive: true, mode: 0o700 });
      if (!(await this.#isPrivate())) return;
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.#path, name));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async #isPrivate(): Promise<boolean> {
    const status = await lstat(this.#path);
    return status.isDirectory() && isOwn(status);
  }
}

/** On systems without owners (Windows) the user's folder is trusted. */
function isOwn(status: { readonly uid: number; readonly mode: number }): boolean {
  const user = process.getuid?.();
  return user === undefined || (status.uid === user && (status.mode & 0o077) === 0);
}
