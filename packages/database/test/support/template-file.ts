import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestFolder } from './test-folder.js';

interface Closable {
  close(): Promise<void>;
}

const templates = new Map<string, Promise<Buffer>>();

/**
 * The bytes of a SQLite file with tables and without rows, made once by each process: creating the tables takes longer than
 * most tests.
 *
 * @param open creates the tables, one set after the other
 */
export function templateFile(name: string, ...open: ((url: string) => Promise<Closable>)[]): Promise<Buffer> {
  const known = templates.get(name) ?? makeTemplate(open);
  templates.set(name, known);
  return known;
}

async function makeTemplate(open: readonly ((url: string) => Promise<Closable>)[]): Promise<Buffer> {
  const folder = makeTestFolder('lingpai-template-');
  try {
    const path = join(folder, 'empty.db');
    for (const openOne of open) await (await openOne(`sqlite:${path}`)).close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
