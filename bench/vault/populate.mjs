// Fills a database: one authorization is redeemed as always, the others are made after its rows, sealed and chained
// each for itself, as if they had been redeemed in the months before now and their events been delivered.
import { chainEntry } from '../../packages/vault/dist/audit/chain-entry.js';
import { refreshTokenPlace, tokenPlace } from '../../packages/vault/dist/authorization/store-pairs.js';
import { newId } from '../../packages/vault/dist/context/new-id.js';
import { vaultMigrations } from '../../packages/vault/dist/store/migrations/vault-migrations.js';
import { authorizationCode } from '../../packages/vault/dist/store/row-code.js';
import { appId, authAppIdOf, newCode, newResponse, userIdOf } from './merchants.mjs';
import { openBenchVault } from './open-vault.mjs';

const day = 86_400_000;
/** With a refresh token of 372 days, a quarter of them is due: some 60 % of its life has passed. */
const oldest = 297 * day;
const statementRows = 250;
const transactionRows = 5_000;

export const tableNames = vaultMigrations.migrations.flatMap(({ tables }) => tables.map(({ name }) => name));
const perAuthorization = ['authorization', 'pair', 'operation', 'inbox', 'outbox', 'audit'];

/** @returns how many rows of the vault's tables each authorization has, and how long it took in milliseconds */
export async function populate(database, size, alipay) {
  const begun = performance.now();
  const { url, folder } = database;
  const opened = await openBenchVault({ url, folder, alipay, onEvent: () => undefined });
  try {
    const template = await redeemOne(opened);
    await database.execute(database.beginLoad);
    for (let first = 1; first < size; first += transactionRows) {
      await insertMany(database, opened.context, template, {
        first,
        end: Math.min(size, first + transactionRows),
        size,
      });
    }
    await database.settle(tableNames);
  } finally {
    await opened.vault.close();
  }
  return { rowsEach: perAuthorization.length, milliseconds: performance.now() - begun };
}

async function redeemOne({ vault, context, turns }) {
  const authAppId = authAppIdOf(0);
  await vault.redeem({ appId, code: newCode(authAppId), reference: 'shop-0' });
  while (await turns.outbox());
  const rows = {};
  for (const table of perAuthorization) {
    rows[table] = await context.store.read((database) =>
      database.selectFrom(table).selectAll().executeTakeFirstOrThrow(),
    );
  }
  return rows;
}

async function insertMany(database, context, template, { first, end, size }) {
  /** @type {Map<string, any[]>} */
  const batches = new Map(perAuthorization.map((table) => [table, []]));
  for (let index = first; index < end; index += 1) {
    const rows = rowsOf(context, template, index, Math.round(oldest * (1 - index / size)));
    for (const [table, batch] of batches) batch.push(rows[table]);
  }
  await database.execute('begin');
  for (const [table, batch] of batches) {
    for (let start = 0; start < end - first; start += statementRows) {
      await database.execute(insertStatement(database, table, batch.slice(start, start + statementRows)));
    }
  }
  await database.execute('commit');
}

/** The rows of one authorization that was redeemed `age` milliseconds before now. */
function rowsOf(context, template, index, age) {
  const authAppId = authAppIdOf(index);
  const at = Date.now() - age;
  const pairId = newId(at, context.random);
  const operationId = newId(at, context.random);
  const inboxId = newId(at, context.random);
  const eventId = newId(at, context.random);
  const { app_auth_token: token, app_refresh_token: refreshToken } = newResponse(authAppId);
  const own = { auth_app_id: authAppId, user_id: userIdOf(authAppId) };
  const replaced = [
    [template.pair.id, pairId],
    [template.authorization.auth_app_id, authAppId],
    [template.authorization.user_id, own.user_id],
    [template.outbox.id, `event-${eventId}`],
  ];
  const rewrite = (text) => replaced.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  const entry = earlier({ ...template.audit, auth_app_id: authAppId, detail: rewrite(template.audit.detail) }, age);
  const hash = context.secret.chain('', chainEntry(entry));
  const code = context.secret.fingerprint(appId, newCode(authAppId));
  const authorization = { ...earlier({ ...template.authorization, ...own }, age), pair_id: pairId };
  const owned = { id: pairId, app_id: appId, auth_app_id: authAppId };
  return {
    authorization: {
      ...authorization,
      row_code: authorizationCode(context.secret, authorization),
      grant_id: pairId,
      reference: `shop-${index}`,
      probe_at: Date.now() + Math.round(30 * day * (0.1 + Math.random())),
      audit_hash: hash,
    },
    pair: {
      ...earlier({ ...template.pair, ...own }, age),
      id: pairId,
      grant_id: pairId,
      fingerprint: context.secret.fingerprint(appId, token),
      sealed_token: context.keyRing.seal(token, tokenPlace(owned)).bytes,
      sealed_refresh_token: context.keyRing.seal(refreshToken, refreshTokenPlace(owned)).bytes,
    },
    operation: { ...earlier(template.operation, age), id: operationId, inbox_id: inboxId },
    inbox: {
      ...earlier(template.inbox, age),
      id: inboxId,
      dedupe_key: code,
      code_key: code,
      reference: `shop-${index}`,
      outcome: rewrite(template.inbox.outcome),
    },
    outbox: {
      ...earlier(template.outbox, age),
      id: `event-${eventId}`,
      auth_app_id: authAppId,
      payload: rewrite(template.outbox.payload),
    },
    audit: { ...entry, hash },
  };
}

/** The same with its times, which are the only numbers of that size, so many milliseconds earlier. */
function earlier(row, age) {
  const moved = { ...row };
  for (const [name, value] of Object.entries(row))
    if (value > 1e12 && typeof value === 'number') moved[name] = value - age;
  return moved;
}

/** Every text in it is ours, and free of apostrophes and backslashes. */
function insertStatement({ engine, bytes }, table, rows) {
  const quote = engine === 'mysql' ? '`' : '"';
  const columns = Object.keys(rows[0]);
  const literal = (value) => {
    if (value === null) return 'null';
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? `'${value}'` : bytes(value);
  };
  const values = rows.map((row) => `(${columns.map((column) => literal(row[column])).join(',')})`);
  const names = columns.map((column) => `${quote}${column}${quote}`).join(',');
  return `insert into ${quote}${table}${quote} (${names}) values ${values.join(',')}`;
}
