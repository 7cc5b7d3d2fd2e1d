import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, which Linux has by default. Containers often make it small. */
const memory = '/dev/shm';
const enough = 1024 ** 3;

/** Where databases of tests are: waiting for a disk at every commit would take longer than the tests. */
const parent = isRoomy(memory) ? memory : tmpdir();

function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= enough;
  } catch {
    return false;
  }
}

/** A new folder, which the caller removes. */
export function makeTestFolder(prefix: string): string {
  return mkdtempSync(join(parent, prefix));
}
