import { afterEach, expect, it, vi } from 'vitest';
import { SqliteThread } from '../../database/src/sqlite/sqlite-thread.js';
import type { ThreadRequest } from '../../database/src/sqlite/thread-protocol.js';
import { addReceiver } from './support/add-receiver.js';
import { HubWorld } from './support/hub-world.js';
import { TestReceiver } from './support/test-receiver.js';
import { until } from './support/until.js';

/** Tables with a row for each merchant, or more. */
const growing = new Set([
  'audit',
  'authorization',
  'hub_event',
  'hub_job_item',
  'hub_link',
  'hub_notification',
  'hub_request_batch',
  'hub_request_merchant',
  'hub_webhook_delivery',
  'hub_webhook_stream',
  'inbox',
  'operation',
  'outbox',
  'pair',
  'service_order',
]);

/** What has to see every row, or sees few of them, and why. */
const permitted: readonly (readonly [statement: RegExp, reason: string])[] = [
  [/^select "app_id", "state", count\(\*\) .* from "authorization" group by/, 'counts authorizations, from an index'],
  [/count\(\*\) as "count" from "authorization" where "refresh_deadline" >= /, 'counts deadlines, from an index'],
  [/^select (?:count\(\*\)|min\("created_at"\)) .* from "\w+" where "state" (?:=|in)/, 'counts what waits'],
  [/^select "app_id", "state", "reason", count\(\*\)/, 'the status, which is kept for 15 seconds'],
  [/from "inbox" where "state" = \? and "problem" = \?/, 'codes that were set aside are few'],
  [
    /from "hub_(?:event|request_batch)" where .* order by "(?:position|id)" (?:asc|desc) limit/,
    'a filter of a log that is read in its order',
  ],
];

const merchant = '2021000000000011';
/** Of the work that a hub does again and again. */
const recurring = [
  'from "operation" as "o"',
  'from "pair" as "p"',
  'from "hub_event" where "at" <',
  'from "hub_webhook_delivery" where "webhook_id" > ',
  'from "hub_link" where "returned_at" >',
  'from "hub_request_batch" where',
  'from "authorization" where "app_id" = ? and "due_at" <= ',
  'from "operation" where "state" in',
];

afterEach(() => {
  vi.restoreAllMocks();
});

// SQLite does not know what a table holds, and chooses an index by the number of conditions that fit it: the other engines do better.
it('no statement of a hub on SQLite reads a table that grows from one end to the other', async () => {
  const statements = new Map<string, readonly unknown[]>();
  let thread: SqliteThread | undefined;
  const perform = SqliteThread.prototype.perform;
  vi.spyOn(SqliteThread.prototype, 'perform').mockImplementation(function (this: SqliteThread, request: ThreadRequest) {
    thread = this;
    if (request.kind === 'query') statements.set(request.sql, request.parameters);
    return perform.call(this, request);
  });
  await using receiver = await TestReceiver.start();
  await using world = await HubWorld.start({
    settings: { webhooks: { allowPlainHttp: true, allowedNetworks: ['127.0.0.1'] } },
  });
  await addReceiver(world, receiver);
  await world.grant(merchant);
  for (const address of await viewsOf(world)) await world.node.request('GET', address);
  const isSeen = (part: string) => [...statements.keys()].some((statement) => statement.includes(part));
  for (const part of recurring) await until(`"${part}" was seen`, () => isSeen(part));

  const findings: string[] = [];
  for (const [statement, parameters] of statements) {
    if (!/^(?:select|update|delete)/.test(statement) || permitted.some(([known]) => known.test(statement))) continue;
    const explain = { kind: 'query', sql: `explain query plan ${statement}`, parameters, place: 'alone' } as const;
    const { rows } = await perform.call(thread ?? expect.fail('no thread'), explain);
    const problem = problemOf(statement, rows as PlanRow[]);
    if (problem !== undefined) findings.push(`${problem}: ${statement}`);
  }
  expect(findings).toEqual([]);
});

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly schema: {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly anyOf?: readonly { const?: string }[];
  };
}

/** Every address that can be read, as it is and narrowed by each of its parameters. */
async function viewsOf({ node, appId }: HubWorld): Promise<string[]> {
  const { paths } = (await node.request('GET', '/openapi.json')).json;
  return Object.keys(paths).flatMap((path) => {
    const parameters: readonly Parameter[] = paths[path].get?.parameters ?? [];
    if (paths[path].get === undefined || path.startsWith('/proxy/')) return [];
    const address = path
      .replaceAll('{appId}', appId)
      .replaceAll('{authAppId}', merchant)
      .replaceAll(/\{\w+\}/g, 'unknown');
    const queries = parameters.filter((one) => one.in === 'query').map((one) => `?${one.name}=${sampleOf(one, appId)}`);
    return ['', ...queries].map((query) => `${address}${query}`);
  });
}

function sampleOf({ name, schema }: Parameter, appId: string): string {
  if (name === 'appId') return appId;
  if (name === 'authAppId') return merchant;
  if (name === 'limit') return '50';
  const [first = 'shop-1'] = schema.enum ?? schema.anyOf?.map((one) => one.const ?? 'shop-1') ?? [];
  return schema.type === 'boolean' ? 'true' : /integer|number/.test(schema.type ?? '') ? '1790000000000' : first;
}

type PlanRow = readonly [id: number, parent: number, unused: number, detail: string];

function problemOf(statement: string, plan: readonly PlanRow[]): string | undefined {
  const aliases = new Map([...statement.matchAll(/"(\w+)" as "(\w+)"/g)].map(([, table, alias]) => [alias, table]));
  const details = new Map(plan.map(([id, , , detail]) => [id, detail]));
  const isSorted = plan.some(([, , , detail]) => detail.includes('USE TEMP B-TREE FOR ORDER BY'));
  // A page of a list that is in the order of an index ends when it is full.
  const isPage = !isSorted && /order by .* limit/.test(statement);
  const wrong = plan.filter(([, parent, , detail]) => {
    const [, action, name = '', rest = ''] = /^(SCAN|SEARCH) (\w+)(.*)$/.exec(detail) ?? [];
    if (!growing.has(aliases.get(name) ?? name)) return false;
    if (details.get(parent)?.startsWith('CORRELATED'))
      return action === 'SCAN' || /\((?:app_id=\?\)|state=\?)/.test(rest);
    // One application may have all rows, and one state nearly all.
    return !isPage && (action === 'SCAN' || /\((?:app_id|state)=\?\)$/.test(rest));
  });
  return wrong.length === 0 ? undefined : wrong.map(([, , , detail]) => detail).join('; ');
}
