import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createEngine } from '@lingpai/database';
import { Kysely, sql } from 'kysely';
import type { TestDatabase } from './engines.js';

/** A database that can be made to fail and to come back. */
export interface Outage extends AsyncDisposable {
  /** To be opened instead of the database's own address. */
  readonly url: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Cuts the network to a server; takes a file's tables away. @param more tables than the vault's */
export function createOutage(database: TestDatabase, more: readonly string[] = []): Promise<Outage> {
  return database.engine === 'sqlite' ? tablesTakenAway(database, more) : networkCut(database.url);
}

async function networkCut(url: string): Promise<Outage> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming) => {
    if (isCut) return void incoming.destroy();
    const outgoing = connect(Number(target.port), target.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        incoming.destroy();
        outgoing.destroy();
        sockets.delete(socket);
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const through = new URL(url);
  through.port = String(typeof address === 'object' ? address?.port : '');
  const begin = async () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.href,
    begin,
    async end() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      await begin();
      server.close();
    },
  };
}

const limits = { connect: 5_000, read: 5_000, statement: 20_000 };
const vaultTables = ['application', 'authorization', 'operation', 'inbox', 'outbox', 'instance'];

/** @throws any other error */
function isLocked(error: unknown): false {
  if (error instanceof Error && error.message.includes('locked')) return false;
  throw error;
}

async function tablesTakenAway({ url }: TestDatabase, more: readonly string[]): Promise<Outage> {
  const tables = [...vaultTables, ...more];
  const rename = async (from: (name: string) => string, to: (name: string) => string) => {
    const database = new Kysely<unknown>({ dialect: (await createEngine({ url, connections: 1, limits })).dialect });
    const renameAll = () =>
      database.transaction().execute(async (transaction) => {
        for (const name of tables) {
          await sql`alter table ${sql.table(from(name))} rename to ${sql.table(to(name))}`.execute(transaction);
        }
      });
    // Others may be writing.
    while (!(await renameAll().then(() => true, isLocked))) await pause(10);
    await database.destroy();
  };
  const here = (name: string) => name;
  const away = (name: string) => `${name}_away`;
  let isAway = false;
  const end = async () => {
    if (isAway) await rename(away, here);
    isAway = false;
  };
  return {
    url,
    async begin() {
      if (!isAway) await rename(here, away);
      isAway = true;
    },
    end,
    [Symbol.asyncDispose]: end,
  };
}
