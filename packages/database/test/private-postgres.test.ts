import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Certificates,
  makeCertificates,
  type PrivateServer,
  skipUnless,
  startPgbouncer,
  startPostgres,
} from './support/private-servers.js';
import { addShop, openShops, shopIds } from './support/shop-schema.js';

const access = `hostssl all certified localhost cert
hostssl all certified 127.0.0.1/32 cert
hostssl all certified ::1/128 cert
host all all 127.0.0.1/32 trust
host all all ::1/128 trust
`;

const missing = skipUnless('postgres');

describe.skipIf(missing !== '')(`a PostgreSQL server of our own${missing}`, () => {
  let certificates: Certificates;
  let server: PrivateServer;
  const addressOf = (search: string, user = 'postgres') =>
    `postgres://${user}@localhost:${server.port}/postgres${search}`;
  async function run(...statements: string[]): Promise<void> {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
  async function isEncrypted(url: string): Promise<boolean> {
    const store = await openShops(url);
    try {
      const { rows } = await store.read((database) =>
        sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(database),
      );
      return rows[0]?.ssl ?? false;
    } finally {
      await store.close();
    }
  }
  const opened = async (url: string) => (await openShops(url)).close();

  beforeAll(async () => {
    certificates = makeCertificates();
    const { cert, key } = certificates.issue('localhost');
    const tls = { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, ssl_ca_file: certificates.ca };
    server = await startPostgres(tls, access);
    await vi.waitFor(() => run('create role certified login'), { timeout: 120_000 });
    await run('grant all on schema public to certified');
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(certificates.folder, { recursive: true, force: true });
  });

  it('is spoken to with TLS when it is asked for, and verified with verify-full', async () => {
    expect(await isEncrypted(addressOf('?sslmode=disable'))).toBe(false);
    expect(await isEncrypted(addressOf('?sslmode=require'))).toBe(true);
    expect(await isEncrypted(addressOf(`?sslmode=verify-full&sslrootcert=${certificates.ca}`))).toBe(true);
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
    server.reload();
    const search = `?sslmode=verify-full&sslrootcert=${certificates.ca}`;
    await expect
      .poll(() => opened(addressOf(search)).catch((error: Error) => error.message))
      .toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    await opened(addressOf('?sslmode=require'));
    certificates.issue('localhost');
    server.reload();
    await expect
      .poll(() =>
        opened(addressOf(search)).then(
          () => 'opened',
          () => 'refused',
        ),
      )
      .toBe('opened');
  });

  it('knows us by a client certificate', async () => {
    const { cert, key } = certificates.issue('certified', 'client');
    const search = `?sslmode=verify-full&sslrootcert=${certificates.ca}`;
    await opened(addressOf('?sslmode=require'));
    await run('grant all on all tables in schema public to certified');
    await opened(addressOf(`${search}&sslcert=${cert}&sslkey=${key}`, 'certified'));
    await expect(opened(addressOf(search, 'certified'))).rejects.toMatchObject({ step: 'connect' });
  });

  it.each(['fsync', 'full_page_writes'])('is refused while %s is off, unless that is permitted', async (setting) => {
    await run(`alter system set ${setting} = off`, 'select pg_reload_conf()');
    const outcome = () =>
      opened(addressOf('')).then(
        () => 'opened',
        (error) => `${error.code}: ${error.message}`,
      );
    await expect
      .poll(outcome)
      .toContain(`weak-durability: PostgreSQL at localhost:${server.port}/postgres: ${setting} is off`);
    expect(await outcome()).toContain('allowWeakDurability: true');
    const warnings: string[] = [];
    await (
      await openShops(addressOf(''), { allowWeakDurability: true, onWarning: (text) => warnings.push(text) })
    ).close();
    expect(warnings).toEqual([expect.stringContaining(`${setting} is off`)]);
    await run(`alter system reset ${setting}`, 'select pg_reload_conf()');
    await expect.poll(outcome).toBe('opened');
  });

  it('commits synchronously although the role does not, and sets nothing outside of transactions', async () => {
    await run('alter role postgres set synchronous_commit = off');
    const store = await openShops(addressOf(''), { connections: 1 });
    const setting = sql<{ sync: string; limit: string }>`
      select current_setting('synchronous_commit') as sync, current_setting('statement_timeout') as limit`;
    expect((await store.write((database) => setting.execute(database))).rows).toEqual([{ sync: 'on', limit: '20s' }]);
    expect((await store.read((database) => setting.execute(database))).rows).toEqual([{ sync: 'off', limit: '0' }]);
    await store.close();
    await run('alter role postgres reset synchronous_commit');
  });

  it('is warned of when synchronous standbys are not waited for', async () => {
    await run('alter role postgres set synchronous_commit = local');
    await run("alter system set synchronous_standby_names = 'standby'", 'select pg_reload_conf()');
    const warnings: string[] = [];
    const warned = async () => {
      await (await openShops(addressOf(''), { onWarning: (text) => warnings.push(text) })).close();
      return warnings;
    };
    await expect
      .poll(warned)
      .toContainEqual(expect.stringContaining('synchronous_commit is "local" although there are'));
    await run('alter system reset synchronous_standby_names', 'select pg_reload_conf()');
    await run('alter role postgres reset synchronous_commit');
  });

  const withoutPooler = skipUnless('pgbouncer');
  describe.skipIf(withoutPooler !== '')(`behind PgBouncer${withoutPooler}`, () => {
    let pooler: PrivateServer;
    const pooled = (database: string, search = '') =>
      `postgres://postgres@127.0.0.1:${pooler.port}/${database}${search}`;

    beforeAll(async () => {
      const to = `host=127.0.0.1 port=${server.port} dbname=postgres`;
      pooler = await startPgbouncer(`shops = ${to}\nsingle = ${to} pool_mode=statement`, {});
    });
    afterAll(() => pooler?.[Symbol.asyncDispose]());

    it('works with pool_mode = transaction', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => openShops(pooled('shops'))));
      const ids = Array.from({ length: 40 }, (_, index) => `pooled-${index}`);
      await Promise.all(ids.map((id, index) => addShop(stores[index % 4] as (typeof stores)[0], id)));
      for (const store of stores) expect(await shopIds(store)).toEqual(expect.arrayContaining(ids));
      await Promise.all(stores.map((store) => store.close()));
    });

    it('says what cannot work', async () => {
      const options = '?options=-csearch_path%3Dshops';
      await expect(opened(pooled('shops', options))).rejects.toThrow(
        'PgBouncer takes no "options": choose the schema with',
      );
      await expect(opened(pooled('single'))).rejects.toThrow('set pool_mode = transaction');
      const to = `host=127.0.0.1 port=${server.port} dbname=postgres`;
      await using lenient = await startPgbouncer(`shops = ${to}`, { ignore_startup_parameters: 'options' });
      const url = `postgres://postgres@127.0.0.1:${lenient.port}/shops${options}`;
      await expect(opened(url)).rejects.toMatchObject({ code: 'unsupported' });
    });
  });
});
