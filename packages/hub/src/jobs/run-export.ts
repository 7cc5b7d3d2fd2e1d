import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubContext } from '../context/hub-context.js';
import type { JobLease } from './job-lease.js';

/** Bytes of one row. */
const chunk = 262_144;

/** Exports into a temporary file, and stores the file, which is sealed, so that every node can serve it. */
export async function runExport({ vault }: HubContext, lease: JobLease): Promise<object> {
  const { signal } = lease;
  const folder = await mkdtemp(join(tmpdir(), 'lingpai-export-'));
  try {
    const path = join(folder, 'export');
    const onProgress = ({ authorizations: done }: { readonly authorizations: number }) => lease.report({ done });
    const result = await vault.export({ to: path, onProgress, signal });
    return { ...result, size: await storeFile(lease, path) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns bytes */
async function storeFile(lease: JobLease, path: string): Promise<number> {
  const { id } = lease.job;
  // A node that was killed may have stored a part of another one.
  await lease.advance({}, async (database) => {
    await database.deleteFrom('hub_job_chunk').where('job_id', '=', id).execute();
  });
  const file = await open(path);
  try {
    let size = 0;
    for (let sequence = 0; ; sequence += 1) {
      lease.signal.throwIfAborted();
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunk), 0, chunk, size);
      if (bytesRead === 0) return size;
      size += bytesRead;
      const content = buffer.subarray(0, bytesRead);
      await lease.advance({}, async (database) => {
        await database.insertInto('hub_job_chunk').values({ job_id: id, sequence, content }).execute();
      });
    }
  } finally {
    await file.close();
  }
}
