// The memory of one process with a vault, by how many tokens it caches.
import { start } from '../process.mjs';
import { createDatabase } from './databases.mjs';
import { populate } from './populate.mjs';

/** @returns bytes after opening, and after every token was read, for caches of several sizes */
export async function benchMemory(engine, { alipay, size }) {
  const database = await createDatabase(engine);
  try {
    await populate(database, size, alipay);
    const rows = [];
    for (const cacheEntries of [...new Set([0, Math.min(size, 10_000), size])]) {
      const child = start('./vault/node.mjs', ['--expose-gc']);
      try {
        const { url, folder } = database;
        const before = await child.ask({ command: 'memory' });
        await child.ask({ command: 'openVault', url, folder, alipay, cacheEntries });
        const opened = await child.ask({ command: 'memory' });
        await child.ask({ command: 'readAll', size });
        const read = await child.ask({ command: 'memory' });
        rows.push({ cacheEntries, before, opened, read });
        await child.ask({ command: 'close' });
      } finally {
        child.stop();
      }
    }
    return rows;
  } finally {
    await database.drop();
  }
}
