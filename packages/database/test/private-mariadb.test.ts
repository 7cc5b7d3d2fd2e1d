import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Certificates,
  makeCertificates,
  type PrivateServer,
  skipUnless,
  startMariadb,
} from './support/private-servers.js';
import { openShops } from './support/shop-schema.js';

const missing = skipUnless('mariadb', 'mariadbInstall');

describe.skipIf(missing !== '')(`a MariaDB server of our own${missing}`, () => {
  let certificates: Certificates;
  let server: PrivateServer;
  const addressOf = (search: string, user = 'root') => `mysql://${user}@localhost:${server.port}/shops${search}`;
  async function run(...statements: string[]): Promise<void> {
    const connection = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    for (const statement of statements) await connection.query(statement);
    await connection.end();
  }
  async function cipher(url: string): Promise<string> {
    const store = await openShops(url, { onWarning: () => undefined });
    try {
      const { rows } = await store.read((database) =>
        sql<{ Value: string }>`show session status like 'Ssl_cipher'`.execute(database),
      );
      return rows[0]?.Value ?? '';
    } finally {
      await store.close();
    }
  }
  const opened = async (url: string) => (await openShops(url, { onWarning: () => undefined })).close();

  beforeAll(async () => {
    certificates = makeCertificates();
    const { cert, key } = certificates.issue('localhost');
    server = await startMariadb({
      'bind-address': '*',
      'ssl-ca': certificates.ca,
      'ssl-cert': cert,
      'ssl-key': key,
      'log-bin': 'log',
      'sync-binlog': '0',
      'innodb-doublewrite': '0',
      'innodb-buffer-pool-size': '16M',
    });
    await vi.waitFor(() => run('create database if not exists shops'), { timeout: 120_000 });
    await run("create user certified@'%' require x509", "grant all on *.* to certified@'%'");
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(certificates.folder, { recursive: true, force: true });
  });

  it('is spoken to with TLS when it is asked for, and verified with verify-full', async () => {
    expect(await cipher(addressOf('?sslmode=disable'))).toBe('');
    expect(await cipher(addressOf('?sslmode=require'))).not.toBe('');
    expect(await cipher(addressOf(`?sslmode=verify-full&sslrootcert=${certificates.ca}`))).not.toBe('');
  });

  it('is refused when another authority, or none that is known, has signed its certificate', async () => {
    for (const search of [`?sslmode=verify-full&sslrootcert=${certificates.otherCa}`, '?sslmode=verify-full']) {
      await expect(opened(addressOf(search))).rejects.toThrow(
        'Check sslrootcert, and that the certificate names this host',
      );
    }
  });

  it('is refused when its certificate names another host', async () => {
    certificates.issue('elsewhere.test');
    await run('flush ssl');
    const search = `?sslmode=verify-full&sslrootcert=${certificates.ca}`;
    await expect(opened(addressOf(search))).rejects.toMatchObject({ step: 'connect' });
    await opened(addressOf('?sslmode=require'));
    certificates.issue('localhost');
    await run('flush ssl');
    await opened(addressOf(search));
  });

  it('knows us by a client certificate', async () => {
    const { cert, key } = certificates.issue('certified', 'client');
    const search = `?sslmode=verify-full&sslrootcert=${certificates.ca}`;
    await opened(addressOf(`${search}&sslcert=${cert}&sslkey=${key}`, 'certified'));
    await expect(opened(addressOf(search, 'certified'))).rejects.toThrow('Check the user, the password and the rights');
  });

  it('is refused while commits are not flushed, and warned of when its logs are not safe', async () => {
    await run('set global innodb_flush_log_at_trx_commit = 2');
    await expect(opened(addressOf(''))).rejects.toMatchObject({ code: 'weak-durability' });
    const warnings: string[] = [];
    const open = async (allowWeakDurability: boolean) =>
      (await openShops(addressOf(''), { allowWeakDurability, onWarning: (text) => warnings.push(text) })).close();
    await open(true);
    expect(warnings.splice(0)).toEqual([
      expect.stringContaining('innodb_flush_log_at_trx_commit is 2: a crash of the server loses commits'),
      expect.stringContaining('sync_binlog is 0 with the binary log on'),
      expect.stringContaining('innodb_doublewrite is off'),
    ]);
    await run('set global innodb_flush_log_at_trx_commit = 1');
    await open(false);
    expect(warnings).toHaveLength(2);
  });
});
