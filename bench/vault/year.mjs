// `npm run build && node bench/vault/year.mjs`: the rows and bytes of one authorization after a simulated year, for each
// rotation and retention policy. The workers run every six simulated hours, against the sandbox and SQLite. It judges nothing.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { startSandbox } from '@lingpai/sandbox';
import { openContext } from '../../packages/vault/dist/opening/open-context.js';
import { resolveOptions } from '../../packages/vault/dist/options/resolve-options.js';
import { Vault } from '../../packages/vault/dist/vault.js';
import { workerTurns } from '../../packages/vault/dist/workers/start-workers.js';

const day = 24 * 3_600_000;
const turnInterval = day / 4;
const merchants = 4;
/** @type {(keyof import('../../packages/vault/dist/store/schema.js').VaultSchema)[]} */
const tables = ['authorization', 'pair', 'operation', 'inbox', 'outbox', 'audit'];
/** @type {import('@lingpai/vault').RetentionOptions} */
const forever = { operations: 'forever', pairs: 'forever', events: 'forever', audit: 'forever' };
const month = { operations: 30, pairs: 30, events: 30, audit: 30 };
/** @typedef {[rotates: string, keeps: string, import('@lingpai/vault').RotationPolicy, import('@lingpai/vault').RetentionOptions | undefined]} Case */
/** @type {Case} */
const unchanged = ['never', 'default', 'never', undefined];
/** @type {Case[]} */
const cases = [
  unchanged,
  ['before-deadline', 'default', 'before-deadline', undefined],
  ['every 30 days', 'forever', { everyDays: 30 }, forever],
  ['every 30 days', 'default', { everyDays: 30 }, undefined],
  ['every day', 'forever', { everyDays: 1 }, forever],
  ['every day', 'default', { everyDays: 1 }, undefined],
  ['every day', '30 days each', { everyDays: 1 }, month],
];

/** @param count merchants @param days that pass */
async function simulate(
  [rotates, keeps, rotation, retention],
  { count = merchants, days = 365, sizeOfEmpty = 0 } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-year-'));
  let now = Date.now();
  const clock = () => now;
  const sandbox = await startSandbox({ applications: [{ mode: 'key' }], clock });
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app('key');
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint, clock });
  const file = join(folder, 'vault.db');
  const options = resolveOptions({
    applications: [{ client, rotation }],
    database: `sqlite:${file}`,
    masterKeys: { current: 'k1', keys: { k1: Buffer.alloc(32, 1) } },
    spoolDirectory: folder,
    retention,
    // Simulated days pass in milliseconds of the database's clock.
    rotationSpacing: 0,
    clock,
    onEvent: () => undefined,
    onReport: ({ kind, message, cause }) => console.error(`${kind}: ${message}`, cause ?? ''),
  });
  const context = await openContext(options);
  const vault = new Vault(context, options.onEvent);
  const turns = workerTurns(context, options.onEvent);
  for (let index = 0; index < count; index += 1) {
    const consent = { authAppId: `merchant-${index}`, userId: '2088000000000001', kind: 'WEBAPP' };
    const response = await fetch(`${sandbox.endpoint}/sandbox/consents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appId, merchantApplications: [consent] }),
    });
    await vault.redeem({ appId, code: (await response.json()).app_auth_code });
  }
  for (let passed = 0; passed < days * day; passed += turnInterval) {
    now += turnInterval;
    await turns.rotation();
    await turns.audit();
    while (await turns.outbox());
    while (await turns.retention());
  }
  const row = { rotates, keeps };
  for (const table of tables) {
    const rows = await context.store.read((database) => database.selectFrom(table).select('app_id').execute());
    row[table] = rows.length / merchants;
  }
  const { broken } = await vault.verifyAudit();
  if (broken.length > 0) throw new Error('an audit chain is broken');
  await vault.close();
  await sandbox.close();
  const { size } = statSync(file);
  row['kB each'] = Math.round((size - sizeOfEmpty) / merchants / 1024);
  rmSync(folder, { recursive: true });
  return { row, size };
}

const results = [];
const { size: sizeOfEmpty } = await simulate(unchanged, { count: 0, days: 0 });
for (const one of cases) results.push((await simulate(one, { sizeOfEmpty })).row);
console.table(results);
