import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportHook, VaultReport } from '../context/report.js';
import { systemCode } from '../errors/system-code.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import type { KeyRing, SealedColumns } from '../seal/key-ring.js';
import type { SealPlace } from '../seal/sealed-text.js';
import { parseSpoolEntry, type SpoolEntry } from './spool-entry.js';

const suffix = '.sealed';
const placeOf = (id: string): SealPlace => ({ owner: [], table: 'spool', row: id, field: 'entry' });

/**
 * Responses and codes that the database did not take: one sealed file each, synced to the disk, and in memory as well.
 * Processes may share a folder: storing an entry twice does no harm.
 */
export class Spool {
  readonly #directory: string;
  readonly #keyRing: KeyRing;
  readonly #report: ReportHook;
  readonly #entries = new Map<string, SpoolEntry>();
  /** Those that this process cannot store now. */
  readonly #held = new Map<string, SpoolEntry>();

  private constructor(directory: string, keyRing: KeyRing, report: ReportHook) {
    this.#directory = directory;
    this.#keyRing = keyRing;
    this.#report = report;
  }

  /** Creates the folder, and reads what an earlier process left. @throws VaultError `file` */
  static async open(directory: string, keyRing: KeyRing, report: ReportHook): Promise<Spool> {
    const spool = new Spool(directory, keyRing, report);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await spool.#readAll(await readdir(directory));
    } catch (cause) {
      if (isVaultError(cause)) throw cause;
      const message = `spoolDirectory: expected a folder that this process can read and write (${systemCode(cause)})`;
      throw new VaultError('file', message, { cause });
    }
    return spool;
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): SpoolEntry[] {
    return [...this.#entries.values()];
  }

  /** Also those that are held back. */
  allEntries(): SpoolEntry[] {
    return [...this.#entries.values(), ...this.#held.values()];
  }

  /** Whether a response about this authorization waits to be stored. */
  holds(appId: string, authAppId: string): boolean {
    return this.entries().some(
      (entry) => entry.kind === 'response' && entry.appId === appId && entry.authAppId === authAppId,
    );
  }

  /** Keeps an entry; only in memory when the disk fails, too. */
  async put(entry: SpoolEntry): Promise<void> {
    this.#held.delete(entry.id);
    this.#entries.set(entry.id, entry);
    const { appId } = entry;
    const what = entry.kind === 'response' ? 'a response of Alipay' : 'a code';
    try {
      await this.#write(entry);
      this.#report({ kind: 'spooled', appId, message: `the database did not take ${what}; it is kept in the spool` });
    } catch (cause) {
      const message = `neither the database nor the spool took ${what}; only the memory of this process holds it`;
      this.#report({ kind: 'spooled', appId, message, cause });
    }
  }

  async remove(id: string): Promise<void> {
    this.#entries.delete(id);
    this.#held.delete(id);
    await rm(this.#path(id), { force: true });
  }

  /** Seals files with the current key. @returns the ids of keys that seal files which were left as they are */
  async reseal(): Promise<ReadonlySet<string>> {
    const left = new Set<string>();
    for (const name of await readdir(this.#directory)) {
      if (!name.endsWith(suffix)) continue;
      const id = name.slice(0, -suffix.length);
      const file = parseFile(await readFile(this.#path(id), 'utf8').catch(() => ''));
      if (file === undefined || file.keyId === this.#keyRing.currentId) continue;
      const opened = this.#keyRing.has(file.keyId) ? this.#keyRing.open(file, placeOf(id)) : undefined;
      const entry = opened?.ok ? parseSpoolEntry(opened.text) : undefined;
      if (entry?.id === id) await this.#write(entry);
      else if (opened === undefined) left.add(file.keyId);
    }
    return left;
  }

  #path(id: string): string {
    return join(this.#directory, `${id}${suffix}`);
  }

  /** Complete or not at all: written under another name, synced, then renamed. */
  async #write(entry: SpoolEntry): Promise<void> {
    const { bytes, keyId } = this.#keyRing.seal(JSON.stringify(entry), placeOf(entry.id));
    const path = this.#path(entry.id);
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ keyId, sealed: Buffer.from(bytes).toString('base64') })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    await syncFolder(this.#directory);
  }

  async #readAll(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (name.endsWith(suffix)) await this.#readOne(name.slice(0, -suffix.length));
    }
  }

  /** A file that cannot be used keeps no other from being used. */
  async #readOne(id: string): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#path(id), 'utf8');
    } catch (cause) {
      // Another process that shares the folder stored it meanwhile.
      if (systemCode(cause) === 'ENOENT') return;
      this.#report({ kind: 'quarantined', message: 'a file of the spool cannot be read; it is left as it is', cause });
      return;
    }
    try {
      const entry = this.#openEntry(id, text);
      if (entry !== undefined) this.#entries.set(id, entry);
      else await this.setAside(id, 'a file of the spool does not open');
    } catch (cause) {
      if (!isVaultError(cause, 'missing-key')) throw cause;
      const message =
        'a file of the spool is sealed with a master key that was not given; it is read when the vault is opened with it';
      this.#report({ kind: 'quarantined', message, cause });
    }
  }

  #openEntry(id: string, text: string): SpoolEntry | undefined {
    const sealed = parseFile(text);
    const opened = sealed && this.#keyRing.open(sealed, placeOf(id));
    if (!opened?.ok) return undefined;
    const entry = parseSpoolEntry(opened.text);
    return entry?.id === id ? entry : undefined;
  }

  /** An entry that can never be stored: its file stays under another name, and nothing waits for it. */
  async setAside(id: string, why: string, details: Pick<VaultReport, 'appId' | 'cause'> = {}): Promise<void> {
    this.#entries.delete(id);
    let message = `${why}; it was renamed to "${id}${suffix}.bad"`;
    try {
      await rename(this.#path(id), `${this.#path(id)}.bad`);
    } catch (error) {
      message = `${why}; its file could not be renamed (${systemCode(error)})`;
    }
    this.#report({ kind: 'quarantined', ...details, message });
  }

  /** Holds back an entry that this process cannot store; its file stays. */
  hold(id: string, message: string, details: Pick<VaultReport, 'appId' | 'cause'> = {}): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#held.set(id, entry);
    this.#entries.delete(id);
    this.#report({ kind: 'quarantined', ...details, message });
  }

  /** Holds an application's entries back no longer. */
  release(appId: string): void {
    for (const [id, entry] of this.#held) {
      if (entry.appId !== appId) continue;
      this.#held.delete(id);
      this.#entries.set(id, entry);
    }
  }
}

function parseFile(text: string): SealedColumns | undefined {
  try {
    const { keyId, sealed } = JSON.parse(text);
    if (typeof keyId !== 'string' || typeof sealed !== 'string') return undefined;
    return { bytes: Buffer.from(sealed, 'base64'), keyId };
  } catch {
    return undefined;
  }
}

async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
