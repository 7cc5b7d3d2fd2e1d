// The statements that parts of the vault send, and how the engine responses them.
import { CompiledQuery } from 'kysely';
import { Vault } from '../../packages/vault/dist/vault.js';
import { DueQueue } from '../../packages/vault/dist/workers/due-queue.js';
import { appId, authAppIdOf } from './merchants.mjs';

/** What has to be answered from an index, whatever the size; each keeps its first statement. */
const watched = {
  'cold read': ({ vault }) => vault.token(appId, authAppIdOf(7)),
  'due search': ({ context }) => new DueQueue(context, appId, 1).take(1),
  'list, second page': ({ vault }) => pages(vault.list({ appId }), 2),
  'list by state, second page': ({ vault }) => pages(vault.list({ appId, state: 'active' }), 2),
  'list by deadline, second page': ({ vault }) => pages(vault.list({ appId, dueBefore: Date.now() + 3e10 }), 2),
};

/** @returns for each part its statements and the plan of the last one */
export async function explainParts(engine, { context }) {
  const plans = {};
  for (const [name, run] of Object.entries(watched)) {
    const statements = [];
    const store = watchStore(context.store, statements);
    const watching = { ...context, store };
    await run({ context: watching, vault: new Vault(watching, undefined) });
    const { sql, parameters } = statements.at(-1);
    const rows = await context.store.read((database) =>
      database.executeQuery(CompiledQuery.raw(`${prefixes[engine]} ${sql}`, [...parameters])),
    );
    plans[name] = { statements: statements.length, plan: readers[engine](rows.rows) };
  }
  return plans;
}

async function pages(generator, count) {
  let read = 0;
  for await (const _ of generator) if (++read === count) break;
}

/** The same store, its statements written down. */
function watchStore(store, statements) {
  const plugin = {
    transformQuery({ node, queryId }) {
      statements.push(this.database.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const watch = (run) => (database) => {
    plugin.database = database;
    return run(database.withPlugin(plugin));
  };
  return {
    now: store.now,
    locksRows: store.locksRows,
    ignoreDuplicates: store.ignoreDuplicates,
    read: (run) => store.read(watch(run)),
    write: (run) => store.write(watch(run)),
  };
}

const prefixes = { sqlite: 'explain query plan', postgres: 'explain (format json)', mysql: 'explain' };

/** One line for each table that is read, and for each sort. */
const readers = {
  sqlite: (rows) => rows.map(({ detail }) => detail),
  postgres: ([row]) => postgresNodes(row['QUERY PLAN'][0].Plan),
  mysql: (rows) =>
    rows.map(
      ({ table, type, key, Extra: extra }) => `${table}: ${type} ${key}${/filesort/.test(extra) ? ', sorted' : ''}`,
    ),
};

function postgresNodes(node) {
  const { 'Node Type': type, 'Index Name': index, 'Relation Name': table, Plans: plans = [] } = node;
  const own = index || table || type === 'Sort' ? [[type, index ?? table].filter(Boolean).join(' ')] : [];
  return [...own, ...plans.flatMap(postgresNodes)];
}
