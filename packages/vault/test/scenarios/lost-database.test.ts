import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VaultReport } from '../../src/index.js';
import { watchDatabase } from '../../src/opening/watch-database.js';
import { createDatabase, describeEngines } from '../support/engines.js';

const m = 'merchant-1';
const pathOf = (url: string) => url.replace(/^sqlite:/, '');

describeEngines('a database that is gone', (tests) => {
  it('is not replaced by a new vault while the spool remembers the old one', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    await node.vault.close();
    const other = await createDatabase(tests.engine);
    try {
      const opening = world.open({ database: other.url, restored: true });
      await expect(opening).rejects.toMatchObject({ code: 'database-lost' });
      await expect(opening).rejects.toThrow('set spoolDirectory to an empty folder');
      // Nothing was begun, so that the next attempt is refused as well.
      await expect(world.open({ database: other.url })).rejects.toMatchObject({ code: 'database-lost' });
      const fresh = await world.open({ database: other.url, spoolDirectory: join(world.spoolDirectory, 'new') });
      await world.grant(fresh, m);
      await fresh.vault.close();
      await expect(world.open({ database: other.url })).rejects.toThrow('the database holds another vault');
    } finally {
      await other.drop();
    }
    const again = await world.open();
    expect((await again.vault.token(world.appId, m)).state).toBe('active');
  });
});

describeEngines('the file of the vault', (tests) => {
  it.runIf(tests.engine === 'sqlite')('is refused when only an empty file is left of it', async () => {
    await using world = await tests.world();
    writeFileSync(pathOf(world.database.url), '');
    await expect(world.open({ restored: true })).rejects.toMatchObject({ code: 'foreign-file' });
    const node = await world.open({ create: true });
    await world.grant(node, m);
  });

  it.runIf(tests.engine === 'sqlite')('is known as older when it was copied without its write-ahead log', async () => {
    await using world = await tests.world();
    const path = pathOf(world.database.url);
    const copy = `${path}.copy`;
    const node = await world.open();
    await world.grant(node, m);
    copyFileSync(path, copy);
    await node.vault.close();
    const reopened = await world.open({ database: `sqlite:${copy}`, restored: true });
    await reopened.vault.close();
    const found = world.open({ database: `sqlite:${copy}`, place: 'the same' });
    await expect(found).rejects.toMatchObject({ code: 'cloned' });
  });

  it.runIf(tests.engine === 'sqlite')('reports that it is older than this machine remembers', async () => {
    await using world = await tests.world();
    const path = pathOf(world.database.url);
    const node = await world.open({ place: 'production' });
    await node.vault.close();
    copyFileSync(path, `${path}.old`);
    const later = await world.open({ place: 'production' });
    await world.grant(later, m);
    await later.vault.close();
    rmSync(path);
    renameSync(`${path}.old`, path);
    const again = await world.open({ place: 'production' });
    expect(again.reports).toMatchObject([{ kind: 'database' }]);
    expect(again.reports[0]?.message).toContain('older than what this machine remembers');
  });

  it.runIf(tests.engine === 'sqlite')('is written no more when it was deleted, and that is reported', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const reports: VaultReport[] = [];
    const watch = watchDatabase(node.context.store, (report) => reports.push(report), 5);
    rmSync(pathOf(world.database.url));
    await expect.poll(() => reports).toMatchObject([{ kind: 'database' }]);
    watch.stop();
    await expect(node.vault.rotate(world.appId, m)).rejects.toMatchObject({ code: 'database-replaced' });
  });

  it.runIf(tests.engine === 'sqlite')('is restored from an online backup', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const to = join(world.database.folder, `backup-${Date.now()}.db`);
    await node.vault.backup({ to });
    await expect(node.vault.backup({ to })).rejects.toMatchObject({ code: 'file' });
    await node.vault.close();
    await expect(world.open({ database: `sqlite:${to}` })).rejects.toMatchObject({ code: 'cloned' });
    const restored = await world.open({ database: `sqlite:${to}`, restored: true });
    expect((await restored.vault.token(world.appId, m)).state).toBe('active');
  });

  it.runIf(tests.engine !== 'sqlite')('is backed up with the tools of the server', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const backup = node.vault.backup({ to: join(world.database.folder, 'backup.db') });
    await expect(backup).rejects.toMatchObject({ code: 'database' });
    await expect(backup).rejects.toThrow('a server is backed up with its own tools, such as pg_dump or mariadb-dump');
  });
});
