import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addShop, openShops, type ShopStore, shopIds } from './support/shop-schema.js';
import { makeTestFolder } from './support/test-folder.js';

describe('the file of SQLite', () => {
  let folder: string;
  let path: string;
  const opened: ShopStore[] = [];
  const open = async (...parameters: Parameters<typeof openShops>) => {
    const store = await openShops(...parameters);
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = makeTestFolder('lingpai-file-');
    path = join(folder, 'shops.db');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['sqlite://rel.db', 'write "sqlite:./rel.db" for a file in this folder, or "sqlite:/rel.db"'],
    ['sqlite:x.db?mode=ro', 'a SQLite file takes no parameters: write "sqlite:x.db"'],
    ['sqlite:file:x.db', 'write "sqlite:x.db", without "file:"'],
    ['sqlite:', 'expected a file, as in "sqlite:./lingpai.db"'],
    ['sqlite::memory:', 'expected a file, as in "sqlite:./lingpai.db"'],
  ])('refuses %s, and shows the right form', async (url, message) => {
    const opening = openShops(url);
    await expect(opening).rejects.toBeInstanceOf(TypeError);
    await expect(opening).rejects.toThrow(message);
  });

  it('names a folder that is missing, and a folder in place of a file', async () => {
    await expect(openShops(`sqlite:${folder}/none/shops.db`)).rejects.toMatchObject({
      code: 'file',
      message: `SQLite: the folder ${folder}/none does not exist. Create it, or correct the path`,
    });
    mkdirSync(path);
    await expect(openShops(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'file',
      message: `SQLite: ${path} is a folder. Name a file in it`,
    });
  });

  it('refuses a file without tables of ours, unless it is asked to create them', async () => {
    writeFileSync(path, '');
    await expect(openShops(`sqlite:${path}`)).rejects.toMatchObject({ code: 'foreign-file' });
    await addShop(await open(`sqlite:${path}`, { create: true }), 'a');
    expect(await shopIds(await open(`sqlite:${path}`))).toEqual(['a']);
  });

  it('refuses a file that is no database', async () => {
    writeFileSync(path, 'This is a letter, and not a database. '.repeat(200));
    await expect(openShops(`sqlite:${path}`)).rejects.toMatchObject({ code: 'refused', address: path });
  });

  it('has its tables in the main file from the start', async () => {
    const store = await open(`sqlite:${path}`);
    await addShop(store, 'a');
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    // Without the write-ahead log, an older state is there, and never a file without tables.
    expect(await shopIds(await open(`sqlite:${copy}`))).toEqual([]);
  });

  it('is created once by several processes, and nothing else is left in the folder', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(`sqlite:${path}`)));
    await Promise.all(stores.map((store, index) => addShop(store, `shop-${index}`)));
    for (const store of stores) expect(await shopIds(store)).toHaveLength(4);
    await Promise.all(stores.map((store) => store.close()));
    expect(readdirSync(folder)).toEqual(['shops.db']);
  });

  const accidents: Readonly<Record<string, () => void>> = {
    'the file is deleted': () => rmSync(path),
    'another file takes its place': () => {
      renameSync(path, `${path}.old`);
      copyFileSync(`${path}.old`, path);
    },
    'its write-ahead log is deleted': () => rmSync(`${path}-wal`),
  };
  it.each(Object.keys(accidents))('writes nothing more, and says so, when %s', async (name) => {
    const store = await open(`sqlite:${path}`);
    await addShop(store, 'a');
    await store.check();
    accidents[name]?.();
    await expect(store.check()).rejects.toMatchObject({ code: 'replaced', address: path });
    await expect(addShop(store, 'b')).rejects.toMatchObject({ code: 'replaced' });
    await expect(addShop(store, 'b')).rejects.toThrow('was deleted or replaced while it was open');
  });

  it('is backed up while others write, into a file of its own', async () => {
    const store = await open(`sqlite:${path}`);
    await addShop(store, 'a');
    const to = join(folder, 'backup.db');
    const writing = Promise.all(Array.from({ length: 20 }, (_, index) => addShop(store, `later-${index}`)));
    await store.backUp(to);
    await writing;
    const backup = await open(`sqlite:${to}`);
    expect(await shopIds(backup)).toContain('a');
    await expect(store.backUp(to)).rejects.toMatchObject({
      code: 'file',
      message: `SQLite: ${to} exists already. Name a new file`,
    });
    await expect(store.backUp(join(folder, 'none', 'b.db'))).rejects.toMatchObject({ code: 'file' });
    expect(existsSync(to)).toBe(true);
  });
});
