import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachingKeySource } from '../../src/keys/key-source.js';
import { defaultCacheFolder, PrivateFolder } from '../../src/keys/private-folder.js';
import { privateKeyPem } from '../../src/keys/rsa-key-pair.js';

let parent: string;
let path: string;
let folder: PrivateFolder;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lingpai-test-'));
  path = join(parent, 'sandbox');
  folder = new PrivateFolder(path);
});

afterEach(() => rm(parent, { recursive: true }));

const permissions = async (of: string) => (await stat(of)).mode & 0o777;

describe('a private folder', () => {
  it('is made with its first text, for its user alone, and leaves nothing else behind', async () => {
    expect(await folder.read('a')).toBeUndefined();
    await folder.write('a', 'text');
    expect(await folder.read('a')).toBe('text');
    expect(await permissions(path)).toBe(0o700);
    expect(await permissions(join(path, 'a'))).toBe(0o600);
    expect(await readdir(path)).toEqual(['a']);
  });

  it('is not used when others can reach it', async () => {
    await mkdir(path, { mode: 0o755 });
    await chmod(path, 0o755);
    await writeFile(join(path, 'a'), 'text', { mode: 0o600 });
    await folder.write('b', 'text');
    expect(await folder.read('a')).toBeUndefined();
    expect(await readdir(path)).toEqual(['a']);
  });

  it('does not read a file that others can reach, nor a link', async () => {
    await folder.write('a', 'text');
    await symlink(join(path, 'a'), join(path, 'link'));
    expect(await folder.read('link')).toBeUndefined();
    await chmod(join(path, 'a'), 0o644);
    expect(await folder.read('a')).toBeUndefined();
  });

  it('that cannot be made is as good as empty', async () => {
    await writeFile(path, 'in the way');
    await folder.write('a', 'text');
    expect(await folder.read('a')).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('in the way');
  });

  it('is below the cache folder of the user', () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/lingpai/sandbox');
    expect(defaultCacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/lingpai\/sandbox$/);
  });
});

describe('a caching source of keys', () => {
  it('gives a name the same key again, and another name another key', async () => {
    const first = privateKeyPem(await cachingKeySource(folder)('alipay'));
    expect(privateKeyPem(await cachingKeySource(folder)('alipay'))).toBe(first);
    expect(privateKeyPem(await cachingKeySource(folder)('root'))).not.toBe(first);
  });

  it('replaces what is no key', async () => {
    await folder.write('alipay.key.pem', 'no key');
    const made = privateKeyPem(await cachingKeySource(folder)('alipay'));
    expect(await folder.read('alipay.key.pem')).toBe(made);
  });

  it('keeps the keys of the first applications only', async () => {
    await cachingKeySource(folder)('application-17');
    await expect(readdir(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('may be used by many at once', async () => {
    const pairs = await Promise.all(Array.from({ length: 4 }, () => cachingKeySource(folder)('alipay')));
    expect(pairs).toHaveLength(4);
    const kept = await folder.read('alipay.key.pem');
    expect(pairs.map(privateKeyPem)).toContain(kept);
  });
});
