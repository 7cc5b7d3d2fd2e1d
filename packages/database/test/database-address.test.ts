import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseServerAddress } from '../src/database-address.js';
import { type MigrationSet, Store } from '../src/index.js';

const migrations: MigrationSet = { name: 'nothing', migrations: [] };
const parameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'passwordfile', 'host', 'options'] as const;
const parse = (url: string) => parseServerAddress(url, parameters);

async function errorOf(url: string): Promise<unknown> {
  try {
    await (await Store.open({ url, migrations, connectTimeout: 500 })).close();
  } catch (error) {
    return error;
  }
  throw new Error('it was opened');
}

describe('the address of a server', () => {
  it.each([
    'mysql://u:secret#word@host/x',
    'mysql://u:12#secret@host/x',
    'mysql://u:secret/word@host/x',
    'mysql://u:12/secret@host/x',
    'mysql://u:12?secret@host/x',
    'mysql://u:12?secret=1@host/x',
    'postgres://u:secret%zz@host/x',
    'postgres://u:12#secret@host/x',
  ])('asks for percent-encoding, and never shows the password: %s', async (url) => {
    const error = await errorOf(url);
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
    expect(String(error)).toContain('percent-encode');
  });

  it.each([
    ['mysql://host', 'the address names no database'],
    ['postgres://host/', 'the address names no database'],
    ['mysql://host/x?sslmode=prefer', 'sslmode is "disable" (the default), "require" or "verify-full"'],
    ['mysql://host/x?ssl=true', 'there is no parameter "ssl"; there are sslmode'],
    ['mysql://host/x?sslmode=require&sslmode=disable', 'the parameter "sslmode" is there twice'],
    [
      'postgres://host/x?sslmode=require&sslrootcert=/ca.pem',
      'sslrootcert has an effect only with sslmode=verify-full',
    ],
    ['postgres://host/x?sslmode=require&sslcert=/c.pem', 'give sslcert and sslkey together'],
    ['postgres://host/x?sslcert=/c.pem&sslkey=/k.pem', 'sslcert needs sslmode=require or sslmode=verify-full'],
    ['mysql://127.0.0.1/x?sslmode=verify-full', 'needs the name in the certificate as host, not an IP address'],
    ['mysql://u:p@host/x?passwordfile=/p', 'give the password or "passwordfile", not both'],
    ['mariadb:/x', 'the address names no host'],
    ['oracle://host/x', 'expected "sqlite:<file>", "postgres://…" or "mysql://…"'],
  ])('says what is wrong with %s', async (url, message) => {
    const error = await errorOf(url);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(message);
  });

  it('reads every part', () => {
    expect(parse('postgres://us%40er:p%23ss@[::1]:6432/data?sslmode=require')).toMatchObject({
      host: '::1',
      port: 6432,
      database: 'data',
      user: 'us@er',
      password: 'p#ss',
      tls: { isVerified: false },
      label: '::1:6432/data',
    });
  });

  it('names host and step of a server that cannot be reached, and what to do', async () => {
    for (const scheme of ['postgres', 'mysql']) {
      const error = await errorOf(`${scheme}://user:secret@127.0.0.1:1/x`);
      expect(error).toMatchObject({ code: 'unavailable', step: 'connect', address: '127.0.0.1:1/x' });
      expect(String(error)).toContain(
        'at 127.0.0.1:1/x: connecting failed (ECONNREFUSED). Check that the server is running',
      );
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret');
    }
  });
});

describe('a password from a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lingpai-address-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read without its line end', () => {
    const path = join(folder, 'password');
    writeFileSync(path, 'p#ss word\n');
    expect(parse(`mysql://u@host/x?passwordfile=${path}`).password).toBe('p#ss word');
  });

  it('is refused when the file is missing', async () => {
    const error = await errorOf(`mysql://u@host/x?passwordfile=${folder}/none`);
    expect(error).toMatchObject({ code: 'file' });
    expect(String(error)).toContain('passwordfile:');
    expect(String(error)).toContain('cannot be read (ENOENT)');
  });
});
