import { unindexed } from '@lingpai/database';
import type { Operation } from '@lingpai/vault';
import { type Static, Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, describedTime, orNull, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { idAt, idOfSortKey, sortKeyAt, sortKeyOf } from './notification-log.js';
import type { NotificationRow, NotificationVerdict } from './notification-table.js';

const operationVerdicts = ['started', 'received', 'applied', 'failed', 'unknown'] as const;
const notificationVerdicts = ['verified', 'duplicate', 'failed', 'refused'] as const satisfies NotificationVerdict[];
const verdictSchema = Type.Enum([...new Set([...operationVerdicts, ...notificationVerdicts])], {
  description:
    'Of an operation: `started` and `received` are under way, `applied` took effect, `failed` did not, of `unknown` the hub ' +
    'finds out. Of a notification: `verified`; `duplicate` had its effect before; `failed` comes again; `refused` is not ' +
    "proven to be Alipay's",
});

const querySchema = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(appIdSchema),
    kind: Type.Optional(Type.Enum(['operation', 'notification'])),
    verdict: Type.Optional(verdictSchema),
    since: Type.Optional(describedTime('Only what began or arrived then or later; milliseconds since 1970')),
    until: Type.Optional(describedTime('Only what began or arrived before; milliseconds since 1970')),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const activitySchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['operation', 'notification']),
    name: orNull(Type.String(), '`redeem`, `rotate`, or the type of the notification'),
    at: timeSchema,
    appId: appIdSchema,
    authAppId: orNull(Type.String(), 'The merchant application; `null` for a code, which may bring several'),
    verdict: verdictSchema,
    reason: orNull(Type.String(), 'Why a rotation was made, or why a notification was refused'),
    alipayCode: orNull(Type.String(), "Alipay's code, when an operation failed"),
    traceId: orNull(Type.String(), "What Alipay's support asks for"),
    notifyId: orNull(Type.String(), "Alipay's id of the notification"),
    settledAt: orNull(timeSchema, 'When the outcome was known'),
  },
  { title: 'Activity' },
);

type Activity = Static<typeof activitySchema>;
type Query = Static<typeof querySchema>;

interface Wanted extends Omit<Query, 'cursor' | 'appId' | 'until'> {
  readonly appIds: readonly string[];
  /** Only what is older: 32 hexadecimal digits that sort by time. */
  readonly before: string;
}

export function activityRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/activity',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists redemptions, rotations and notifications with what became of them, newest first',
      description: 'A notification is listed within two seconds. Contents and tokens are no part of it.',
      tags: ['activity'],
      querystring: querySchema,
      response: { 200: Type.Object({ activity: Type.Array(activitySchema), next: nextSchema }), ...problemResponses },
    },
    async handler({ query, apiKey }) {
      const appIds = permittedApplications(context, apiKey, query.appId);
      if (query.authAppId !== undefined && query.appId === undefined) {
        throw new HubError('invalid-request', 'authAppId: expected it together with appId');
      }
      return listPage(context, { ...query, appIds, before: placeOf(query) });
    },
  });
  server.route({
    method: 'GET',
    url: '/v1/activity/:activityId',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns a redemption, a rotation or the delivery of a notification',
      tags: ['activity'],
      params: Type.Object({ activityId: Type.String({ pattern: '^(ntf_)?[0-9a-f]{32}$' }) }),
      response: { 200: activitySchema, ...problemResponses },
    },
    async handler({ params: { activityId }, apiKey }) {
      const appIds = permittedApplications(context, apiKey, undefined);
      const found = appIds.length === 0 ? undefined : await readOne(context, activityId, appIds);
      if (found === undefined) throw new HubError('not-found', 'there is no such activity, or it was pruned');
      return found;
    },
  });
}

/** The first that is not behind it, when that is the one. */
async function readOne(context: HubContext, id: string, appIds: readonly string[]): Promise<Activity | undefined> {
  const isNotification = !/^[0-9a-f]/.test(id);
  const before = `${isNotification ? sortKeyOf(id) : id}${newest}`;
  const wanted = { appIds, before, limit: 1 };
  const [found] = await (isNotification ? readNotifications(context, wanted) : readOperations(context, wanted));
  return found?.id === id ? found : undefined;
}

async function listPage(context: HubContext, wanted: Wanted): Promise<{ activity: Activity[]; next: string | null }> {
  if (wanted.appIds.length === 0) return { activity: [], next: null };
  const lists = await Promise.all([readOperations(context, wanted), readNotifications(context, wanted)]);
  const newest = lists.flat().sort((a, b) => (keyOf(a) > keyOf(b) ? -1 : 1));
  const activity = newest.slice(0, wanted.limit);
  const last = activity.length === wanted.limit ? activity.at(-1) : undefined;
  return { activity, next: last === undefined ? null : encodeCursor([keyOf(last)]) };
}

const keyOf = ({ kind, id }: Activity) => (kind === 'operation' ? id : sortKeyOf(id));

/** Behind every id. */
const newest = 'g';

function placeOf({ cursor, until }: Query): string {
  const end = until === undefined ? newest : sortKeyAt(until);
  if (cursor === undefined) return end;
  const [key] = decodeCursor(cursor, 1);
  if (typeof key === 'string' && /^[0-9a-f]{32}$/.test(key)) return key < end ? key : end;
  throw new HubError('invalid-request', 'cursor: expected what `next` was in the response before');
}

async function readOperations({ vault }: HubContext, wanted: Wanted): Promise<Activity[]> {
  const { appIds, authAppId, kind, verdict, since, before, limit } = wanted;
  const state = operationVerdicts.find((one) => one === verdict);
  if (kind === 'notification' || state !== verdict) return [];
  const { value = [] } = await vault.operations({ appIds, authAppId, state, since, before, pageSize: limit }).next();
  return value.map(activityOfOperation);
}

function activityOfOperation(operation: Operation): Activity {
  const { id, kind, appId, authAppId, startedAt, state, reason, failureCode, traceId, settledAt } = operation;
  const shared = { id, kind: 'operation', name: kind, at: startedAt, appId, authAppId } as const;
  return { ...shared, verdict: state, reason, alipayCode: failureCode, traceId, notifyId: null, settledAt };
}

async function readNotifications({ store }: HubContext, wanted: Wanted): Promise<Activity[]> {
  const { appIds, authAppId, kind, verdict, since, before, limit } = wanted;
  const ofNotification = notificationVerdicts.find((one) => one === verdict);
  if (kind === 'operation' || ofNotification !== verdict) return [];
  const rows = await store.read((database) => {
    let query = database.selectFrom('hub_notification').selectAll();
    if (appIds.length === 1) query = query.where('app_id', '=', appIds[0] ?? '');
    else query = query.where((where) => where(unindexed(where, 'app_id'), 'in', ['', ...appIds]));
    if (authAppId !== undefined) query = query.where('auth_app_id', '=', authAppId);
    if (since !== undefined) query = query.where('id', '>=', idAt(since));
    if (ofNotification !== undefined) query = query.where('verdict', '=', ofNotification);
    return query.where('id', '<', idOfSortKey(before)).orderBy('id', 'desc').limit(limit).execute();
  });
  return rows.map(activityOfNotification);
}

function activityOfNotification(row: NotificationRow): Activity {
  const { id, type, at, app_id: appId, auth_app_id: authAppId, verdict, reason, notify_id: notifyId } = row;
  const shared = { id, kind: 'notification', name: type, at, appId, authAppId } as const;
  return { ...shared, verdict, reason, alipayCode: null, traceId: null, notifyId, settledAt: at };
}
