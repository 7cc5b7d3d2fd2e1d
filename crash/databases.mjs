import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'libsql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';

/** Where the vault keeps what it seals. */
const sealedTables = ['pair', 'operation', 'inbox', 'instance'];

/** Of waiting until a server has noticed that its clients are gone. */
const mostTurns = 250;

/**
 * A database of its own per engine: `url` for the vault, `query(sql)` for looking inside, `quote` for names, `connections`
 * that nodes hold, `disturb` for what befalls it, `drop` for afterwards.
 */
const makers = {
  async sqlite(name, folder) {
    const path = join(folder, `${name}.db`);
    const open = () => new Sqlite(path, { timeout: 5_000 });
    return {
      url: `sqlite:${path}`,
      quote: '"',
      disturbance: 'locked by another process',
      async query(text) {
        const database = open();
        try {
          const statement = database.prepare(text);
          return statement.reader ? statement.all() : [statement.run()];
        } finally {
          database.close();
        }
      },
      async disturb(random) {
        const database = open();
        try {
          database.exec('begin immediate');
          await pause(random.between(50, 1_200));
          database.exec('rollback');
        } finally {
          database.close();
        }
      },
      // Whatever a process had locked is free when it is dead.
      connections: async () => 0,
      drop: async () => undefined,
    };
  },

  async postgres(name) {
    const base = process.env.LINGPAI_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
    const client = new pg.Client({ connectionString: base, connectionTimeoutMillis: 5_000 });
    await client.connect();
    await client.query(`create schema ${name}`);
    await client.query(`set search_path to ${name}`);
    const url = new URL(base);
    url.searchParams.set('options', `-csearch_path=${name}`);
    url.searchParams.set('application_name', name);
    const pids = async () => {
      const { rows } = await client.query('select pid from pg_stat_activity where application_name = $1', [name]);
      return rows.map(({ pid }) => pid);
    };
    return {
      url: url.href,
      quote: '"',
      disturbance: 'connections cut',
      query: async (text) => (await client.query(text)).rows,
      connections: async () => (await pids()).length,
      async disturb(random) {
        for (const pid of await pids()) {
          if (random.chance(0.7)) await client.query('select pg_terminate_backend($1)', [pid]);
        }
      },
      async drop() {
        await client.query(`drop schema ${name} cascade`);
        await client.end();
      },
    };
  },

  async mysql(name) {
    const base = process.env.LINGPAI_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';
    const create = await createConnection({ uri: base, connectTimeout: 5_000 });
    await create.query(`create database ${name}`).finally(() => create.end());
    const url = new URL(base);
    url.pathname = `/${name}`;
    const connection = await createConnection({ uri: url.href, supportBigNumbers: true });
    const ids = async () => {
      const [rows] = await /** @type {Promise<[any[], unknown]>} */ (
        connection.query('select id from information_schema.processlist where db = ? and id <> connection_id()', [name])
      );
      return rows.map(({ id, ID = id }) => Number(ID));
    };
    return {
      url: url.href,
      quote: '`',
      disturbance: 'connections cut',
      query: async (text) => (await connection.query(text))[0],
      connections: async () => (await ids()).length,
      async disturb(random) {
        for (const id of await ids()) {
          if (random.chance(0.7)) await connection.query(`kill ${id}`).catch(() => undefined);
        }
      },
      async drop() {
        await connection.query(`drop database ${name}`);
        await connection.end();
      },
    };
  },
};

export const engines = Object.keys(makers);

export async function createDatabase(engine, folder) {
  const name = `lingpai_crash_${process.pid}_${randomBytes(4).toString('hex')}`;
  const database = await makers[engine](name, folder);
  const table = (table) => `${database.quote}${table}${database.quote}`;
  return {
    ...database,
    /** @returns a number */
    async count(tableName, condition) {
      const [row] = await database.query(`select count(*) as found from ${table(tableName)} where ${condition}`);
      return Number(row.found);
    },
    /** @returns how many rows hold something that is sealed with that master key */
    async sealedWith(keyId) {
      const counts = sealedTables.map((name) => this.count(name, `key_id = '${keyId}'`));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    /** A few rows, without what is sealed. */
    async some(tableName, condition) {
      const rows = await database.query(`select * from ${table(tableName)} where ${condition} limit 3`);
      const isPlain = ([name, value]) => value !== null && !/^(sealed_|key_id|payload|audit_hash)/.test(name);
      return rows.map((row) => Object.fromEntries(Object.entries(row).filter(isPlain)));
    },
    /**
     * The leases on events that processes were delivering which are gone. They end by themselves after a minute of the
     * database's clock, which cannot be moved. A server may still be at the last commit of a process that is dead.
     */
    async endDeliveries() {
      for (let turn = 0; turn < mostTurns && (await database.connections()) > 0; turn += 1) await pause(20);
      await database.query(`update ${table('outbox')} set lease_until = 0 where lease_until is not null`);
    },
  };
}
