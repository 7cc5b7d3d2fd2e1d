import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';

const m = 'merchant-1';

interface Recipe {
  backUp(from: URL, file: string): void;
  restore(to: URL, file: string): void;
  drop(database: URL): void;
}

const mariadb = (url: URL) => [`--host=${url.hostname}`, `--port=${url.port || '3306'}`, `--user=${url.username}`];
const nameOf = (url: URL) => url.pathname.slice(1);
/** Without what only the vault reads; PostgreSQL's own tools take the address of a database as it is. */
function plain(url: URL, database = nameOf(url)): string {
  const address = new URL(url);
  address.search = '';
  address.pathname = `/${database}`;
  return address.href;
}

/** The commands of `docs/databases.md`, with the addresses of the test in place of the examples. */
const recipes: Readonly<Partial<Record<string, Recipe>>> = {
  postgres: {
    backUp(from, file) {
      const schema = from.searchParams.get('options')?.replace('-csearch_path=', '') ?? '';
      execFileSync('pg_dump', ['--format=custom', `--schema=${schema}`, `--file=${file}`, plain(from)]);
    },
    restore(to, file) {
      execFileSync('psql', ['--quiet', `--command=create database ${nameOf(to)}`, plain(to, 'postgres')]);
      execFileSync('pg_restore', ['--exit-on-error', `--dbname=${plain(to)}`, file]);
    },
    drop(database) {
      execFileSync('psql', [
        '--quiet',
        `--command=drop database if exists ${nameOf(database)}`,
        plain(database, 'postgres'),
      ]);
    },
  },
  mysql: {
    backUp(from, file) {
      execFileSync('mariadb-dump', [...mariadb(from), '--single-transaction', `--result-file=${file}`, nameOf(from)]);
    },
    restore(to, file) {
      execFileSync('mariadb', [...mariadb(to), `--execute=create database ${nameOf(to)}`]);
      execFileSync('mariadb', [...mariadb(to), nameOf(to)], { input: readFileSync(file) });
    },
    drop(database) {
      execFileSync('mariadb', [...mariadb(database), `--execute=drop database if exists ${nameOf(database)}`]);
    },
  },
};

describeEngines('a backup of a server', (tests) => {
  const recipe = recipes[tests.engine];
  it.runIf(recipe)('is restored by the recipe of the guide, and is used only when it is declared', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, m);
    const from = new URL(world.database.url);
    const to = new URL(from);
    to.pathname = `/lingpai_restored_${randomBytes(5).toString('hex')}`;
    const file = join(world.database.folder, 'backup');
    try {
      recipe?.backUp(from, file);
      await node.vault.close();
      recipe?.restore(to, file);
      await expect(world.open({ database: to.href })).rejects.toMatchObject({ code: 'cloned' });
      const restored = await world.open({ database: to.href, restored: true });
      expect((await restored.vault.token(world.appId, m)).state).toBe('active');
      await restored.vault.close();
    } finally {
      recipe?.drop(to);
    }
  });
});
