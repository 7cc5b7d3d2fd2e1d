import { randomBytes } from 'node:crypto';
import { Store } from '@lingpai/database';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, engineNames, type TestDatabase } from '../../../database/test/support/test-database.js';
import type { ServedRequest } from '../../src/context/hub-module.js';
import { findRequests, type RequestQuery } from '../../src/requests/find-requests.js';
import type { LoggedRequest } from '../../src/requests/logged-request.js';
import { decodeBatch, type RequestBatch } from '../../src/requests/request-batch.js';
import { RequestCollector } from '../../src/requests/request-collector.js';
import { eraseSome, insertBatch } from '../../src/requests/write-batches.js';
import { hubMigrations } from '../../src/store/hub-migrations.js';
import type { HubSchema } from '../../src/store/hub-schema.js';
import type { HubStore } from '../../src/store/hub-store.js';

const began = 1_790_000_000_000;
const appIds = ['2021000000000001', '2021000000000002'];
const merchants = ['2088000000000001', '2088000000000002'];
const codes = ['ACQ.TRADE_NOT_EXIST', '100%', 'a"b\\c', 'A_B', '商户', ''];

const requests = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 15_000 })),
    node: fc.integer({ min: 0, max: 1 }),
    /** How likely the node writes what it has collected: the second one does after most requests. */
    end: fc.integer({ min: 0, max: 9 }),
    status: fc.constantFrom(200, 400, 503),
    keyId: fc.constantFrom('key_1', 'key_2'),
    appId: fc.constantFrom(...appIds, undefined),
    authAppId: fc.constantFrom(...merchants, undefined),
    code: fc.constantFrom(...codes, undefined),
  }),
  { minLength: 1, maxLength: 80, size: 'max' },
);
type Drawn = typeof requests extends fc.Arbitrary<(infer One)[]> ? One : never;

const queries = fc.record(
  {
    appIds: fc.constantFrom([], [appIds[0] ?? ''], appIds),
    authAppId: fc.constantFrom(...merchants),
    keyId: fc.constantFrom('key_1', 'key_3'),
    alipayCode: fc.constantFrom(...codes),
    failed: fc.boolean(),
    from: fc.integer({ min: began, max: began + 100_000 }),
    to: fc.integer({ min: began, max: began + 100_000 }),
  },
  { requiredKeys: [] },
);

const merchant = { appId: appIds[0] ?? '', authAppId: merchants[0] ?? '', reference: null };
const isAboutMerchant = ({ appId, authAppId }: LoggedRequest) =>
  appId === merchant.appId && authAppId === merchant.authAppId;

/** What the tests look at. */
type Logged = Pick<LoggedRequest, 'at' | 'requestId' | 'status' | 'keyId' | 'appId' | 'authAppId' | 'alipayCode'>;

describe.each(engineNames)('the log of requests on %s', (engine) => {
  let database: TestDatabase;
  let store: HubStore;
  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await Store.open<HubSchema>({ url: database.url, migrations: hubMigrations });
  });
  beforeEach(() => empty(store));
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('lists those that fit, newest first, page by page, also when the batches of nodes overlap', async () => {
    await fc.assert(
      fc.asyncProperty(requests, queries, fc.integer({ min: 1, max: 40 }), async (drawn, query, limit) => {
        await empty(store);
        const logged = await write(store, drawn);
        const pages = await readPages(store, query, limit);
        expect(pages).toMatchObject(pagesOf(logged, query));
        expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
      }),
      { numRuns: engine === 'sqlite' ? 150 : 60 },
    );
  });

  it('erases a merchant alone, and the others keep their ids', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (drawn) => {
        await empty(store);
        await write(store, drawn);
        const before = await readPages(store, {}, 1_000);
        while (await store.write((hub) => eraseSome(store, hub, merchant)));
        expect(await readPages(store, {}, 1_000)).toEqual(before.filter((request) => !isAboutMerchant(request)));
        const rows = await store.read((hub) => hub.selectFrom('hub_request_batch').selectAll().execute());
        for (const row of rows) expect(decodeBatch(row, () => true)).toHaveLength(Number(row.requests) || -1);
      }),
      { numRuns: 30 },
    );
  });

  it('old requests of a batch with a new one wait for those in between', async () => {
    const times = [
      [...Array(20).keys(), 100],
      ...[...Array(9).keys()].map((n) => [90 + n]),
      ...[...Array(10).keys()].map((n) => [50 + n]),
    ];
    for (const ofBatch of times) {
      const batch = batchOf(ofBatch.map((time) => [began + time, served({})]));
      await store.write((hub) => insertBatch(store, hub, batch));
    }
    const listed = await findRequests(store, { limit: 20 });
    const newest = times.flat().toSorted((a, b) => b - a);
    expect(listed.map(({ at }) => at - began)).toEqual(newest.slice(0, 20));
  });

  it('requests of one millisecond are each on one page', async () => {
    for (let count = 0; count < 30; count += 1) {
      await store.write((hub) =>
        insertBatch(store, hub, batchOf([[began, served({ requestId: `request-${count}` })]])),
      );
    }
    const listed = await readPages(store, {}, 3);
    expect(new Set(listed.map(({ requestId }) => requestId)).size).toBe(30);
  });

  it('a batch that was written without our learning of it is not there twice', async () => {
    const batch = batchOf([[began, served({})]]);
    for (let attempt = 0; attempt < 2; attempt += 1) await store.write((hub) => insertBatch(store, hub, batch));
    expect(await readPages(store, {}, 10)).toHaveLength(1);
  });

  it('two merchants that are forgotten at the same time are both gone', async () => {
    for (let count = 0; count < 60; count += 1) {
      const batch = batchOf(merchants.map((authAppId) => [began + count, served({ authAppId })]));
      await store.write((hub) => insertBatch(store, hub, batch));
    }
    await Promise.all(
      merchants.map(async (authAppId) => {
        while (await store.write((hub) => eraseSome(store, hub, { ...merchant, authAppId })));
      }),
    );
    expect(await readPages(store, {}, 1_000)).toEqual([]);
  });
});

it('a batch ends when the clock is set back, after ten seconds, and with a thousand requests', () => {
  const collector = new RequestCollector(randomBytes);
  collector.add(began, served({}));
  expect([-1, 0, 10_000, 10_001].map((after) => collector.hasRoom(began + after))).toEqual([false, true, true, false]);
  for (let count = 1; count < 1_000; count += 1) collector.add(began, served({ requestId: 'r'.repeat(128) }));
  expect(collector.hasRoom(began)).toBe(false);
  expect(decodeBatch(collector.take()?.row ?? expect.fail('it is empty'), () => true)).toHaveLength(1_000);
  expect(collector.hasRoom(began - 1)).toBe(true);
});

it('a batch ends before its requests take more than their room', () => {
  const collector = new RequestCollector(randomBytes);
  const long = served({
    requestId: 'r'.repeat(128),
    alipayCall: { name: '', code: '', traceId: '\u0007'.repeat(500) },
  });
  let count = 0;
  for (; collector.hasRoom(began); count += 1) collector.add(began, long);
  const listed = decodeBatch(collector.take()?.row ?? expect.fail('it is empty'), () => true);
  expect(listed).toHaveLength(count);
  expect(new Set(listed.map(({ alipayTraceId }) => alipayTraceId))).toEqual(new Set(['\u0007'.repeat(200)]));
});

it('a cursor of another list is refused', async () => {
  const read = () => expect.fail('no query');
  for (const after of ['', 'req_1', `evt_${'0'.repeat(32)}`]) {
    await expect(findRequests({ read }, { after, limit: 1 })).rejects.toThrow(/^cursor: expected/);
  }
});

async function empty(store: HubStore): Promise<void> {
  await store.write(async (hub) => {
    await hub.deleteFrom('hub_request_batch').execute();
    await hub.deleteFrom('hub_request_merchant').execute();
  });
}

function served(changes: Partial<ServedRequest>): ServedRequest {
  return {
    method: 'POST',
    route: '/proxy/:appId/:authAppId/v3/*',
    status: 200,
    problem: undefined,
    alipayCall: { name: '/v3/alipay/trade/query', code: undefined, traceId: undefined },
    seconds: 0.003,
    requestId: 'request',
    traceId: '1'.repeat(32),
    keyId: 'key_1',
    appId: merchant.appId,
    authAppId: merchant.authAppId,
    ...changes,
  };
}

function batchOf(requests: readonly (readonly [at: number, request: ServedRequest])[]): RequestBatch {
  const collector = new RequestCollector(randomBytes);
  for (const [at, request] of requests) collector.add(at, request);
  return collector.take() ?? expect.fail('nothing was collected');
}

/** As two nodes would, each in batches of its own. @returns the requests */
async function write(store: HubStore, drawn: readonly Drawn[]): Promise<Logged[]> {
  const collectors = [new RequestCollector(randomBytes), new RequestCollector(randomBytes)];
  const writeBatch = async (collector?: RequestCollector) => {
    const batch = collector?.take();
    if (batch !== undefined) await store.write((hub) => insertBatch(store, hub, batch));
  };
  const logged: Logged[] = [];
  let at = began;
  for (const [index, { after, node, end, code, ...changes }] of drawn.entries()) {
    at += after;
    const requestId = `request-${index}`;
    const alipayCall = { name: '/v3/alipay/trade/query', code, traceId: undefined };
    const collector = collectors[node] ?? expect.fail('no such node');
    if (!collector.hasRoom(at)) await writeBatch(collector);
    collector.add(at, served({ ...changes, requestId, alipayCall }));
    if (node === 0 ? end === 0 : end > 0) await writeBatch(collector);
    const { status, keyId, appId = null, authAppId = null } = changes;
    logged.push({ at, requestId, status, keyId, appId, authAppId, alipayCode: code ?? null });
  }
  for (const collector of collectors) await writeBatch(collector);
  return logged;
}

async function readPages(store: HubStore, query: Omit<RequestQuery, 'limit'>, limit: number): Promise<LoggedRequest[]> {
  const all: LoggedRequest[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.id) {
    const page = await findRequests(store, { ...query, after, limit });
    all.push(...page);
    if (page.length < limit) return sorted(all);
  }
}

/** Those of one millisecond are in any order. Every other one has to be in its place. */
function sorted<T extends Logged>(listed: readonly T[]): T[] {
  const times = listed.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  return listed.toSorted((a, b) => b.at - a.at || (a.requestId < b.requestId ? -1 : 1));
}

function pagesOf(logged: readonly Logged[], query: Omit<RequestQuery, 'limit'>): Logged[] {
  const { appIds: apps, authAppId, keyId, alipayCode, failed, from = 0, to = Number.POSITIVE_INFINITY } = query;
  const fitting = logged.filter(
    (one) =>
      (apps === undefined || apps.some((appId) => appId === one.appId)) &&
      (authAppId === undefined || one.authAppId === authAppId) &&
      (keyId === undefined || one.keyId === keyId) &&
      (alipayCode === undefined || one.alipayCode === alipayCode) &&
      (failed === undefined || one.status >= 400 === failed) &&
      one.at >= from &&
      one.at < to,
  );
  return sorted(fitting.toSorted((a, b) => b.at - a.at));
}
