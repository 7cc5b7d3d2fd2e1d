import { randomBytes } from 'node:crypto';
import { Store } from '@lingpai/database';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { createDatabase } from '../../../database/test/support/test-database.js';
import type { ServedRequest } from '../../src/context/hub-module.js';
import { findRequests } from '../../src/requests/find-requests.js';
import { RequestLog } from '../../src/requests/request-log.js';
import { hubMigrations } from '../../src/store/hub-migrations.js';
import type { HubSchema } from '../../src/store/hub-schema.js';
import type { HubDatabase } from '../../src/store/hub-store.js';

const appId = '2021000000000001';

const served = (requestId: string, authAppId: string): ServedRequest => ({
  requestId,
  method: 'POST',
  route: '/proxy/:appId/:authAppId/v3/*',
  status: 200,
  seconds: 0.01,
  problem: undefined,
  alipayCall: undefined,
  keyId: 'key_1',
  appId,
  authAppId,
  traceId: '1'.repeat(32),
});

/** @param beforeWrite runs before each transaction */
async function openLog(beforeWrite: () => Promise<void> = async () => undefined) {
  const database = await createDatabase('sqlite');
  const store = await Store.open<HubSchema>({ url: database.url, migrations: hubMigrations });
  onTestFinished(async () => {
    await store.close();
    await database.drop();
  });
  const write = async <T>(run: (hub: HubDatabase) => Promise<T>) => {
    await beforeWrite();
    return store.write(run);
  };
  const { locksRows, ignoreDuplicates } = store;
  const log = new RequestLog({
    store: { write, locksRows, ignoreDuplicates },
    clock: Date.now,
    random: randomBytes,
    log: pino({ enabled: false }),
  });
  const written = async () => (await findRequests(store, { limit: 10_000 })).map(({ requestId }) => requestId);
  return { log, written };
}

it('a turn writes full batches, and leaves the rest to the next one', async () => {
  let writes = 0;
  const { log, written } = await openLog(async () => {
    writes += 1;
  });
  for (let count = 0; count < 2_450; count += 1) log.add(served(`request-${count}`, 'merchant'));
  await log.writeSome();
  expect(writes).toBe(2);
  expect(await written()).toHaveLength(2_000);
  await log.writeSome();
  expect(new Set(await written()).size).toBe(2_450);
});

it('a turn ends, also while more come', async () => {
  let writes = 0;
  const { log, written } = await openLog(async () => {
    writes += 1;
    if (writes < 5) log.add(served(`while-writing-${writes}`, 'merchant'));
  });
  log.add(served('request', 'merchant'));
  await log.writeSome();
  expect(writes).toBe(1);
  expect(await written()).toEqual(['request']);
});

it('a merchant that is forgotten during a write takes no request of another one along', async () => {
  let go: () => void = () => undefined;
  const forgotten = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { log, written } = await openLog(() => forgotten);
  log.add(served('kept-1', 'other'));
  log.add(served('erased-1', 'merchant'));
  const writing = log.writeSome();
  log.add(served('kept-2', 'other'));
  const forgetting = log.forget({ appId, authAppId: 'merchant', reference: null });
  go();
  await Promise.all([writing, forgetting]);
  await log.writeSome();
  expect((await written()).toSorted()).toEqual(['kept-1', 'kept-2']);
});

it('what could not be written is tried again, without what was forgotten meanwhile', async () => {
  let failures = 1;
  const { log, written } = await openLog(async () => {
    failures -= 1;
    if (failures >= 0) throw new Error('the database is down');
  });
  log.add(served('kept', 'other'));
  log.add(served('erased', 'merchant'));
  const failed = expect(log.writeSome()).rejects.toThrow('the database is down');
  await log.forget({ appId, authAppId: 'merchant', reference: null });
  await failed;
  await log.writeSome();
  expect(await written()).toEqual(['kept']);
});
