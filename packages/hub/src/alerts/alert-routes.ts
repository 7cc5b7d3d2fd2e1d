import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { type ApiKey, mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { alertKindNames, severities } from './alert-kind.js';
import type { AlertRow } from './alert-table.js';
import { changeAlerts } from './change-alerts.js';

const querySchema = Type.Object(
  {
    state: Type.Optional(Type.Enum(['open', 'resolved'])),
    kind: Type.Optional(Type.Enum([...alertKindNames])),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

const messageSchema = Type.Object(
  {
    channelId: Type.String(),
    change: Type.Enum(['opened', 'repeated', 'resolved']),
    state: Type.Enum(['pending', 'sent', 'failed'], { description: '`failed`: given up after 24 hours' }),
    attempts: Type.Integer(),
    failure: orNull(Type.String(), 'Why the last attempt failed'),
    createdAt: timeSchema,
    endedAt: orNull(timeSchema, 'When it was taken or given up'),
  },
  { title: 'AlertMessage' },
);

const alertSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum([...alertKindNames]),
    severity: Type.Enum([...severities]),
    state: Type.Enum(['open', 'resolved']),
    subject: Type.String({ description: 'What it is about: with the kind, its identity' }),
    appId: orNull(appIdSchema, 'The application'),
    authAppId: orNull(Type.String(), 'The merchant application'),
    reference: orNull(Type.String(), 'What you know the merchant by'),
    details: Type.Object({}, { additionalProperties: true }),
    openedAt: timeSchema,
    resolvedAt: orNull(timeSchema, 'When it ended'),
    messages: Type.Array(messageSchema, { description: 'What channels were told' }),
  },
  { title: 'Alert' },
);

const shared = { tags: ['alerts'] };

/** What is wrong, and who was told. */
export function alertRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/alerts',
    config: { access: ['read', 'manage'] },
    schema: {
      ...shared,
      summary: 'Lists alerts, newest first, and what became of their messages',
      description: 'A key for some applications sees the alerts about them only.',
      querystring: querySchema,
      response: { 200: Type.Object({ alerts: Type.Array(alertSchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ query, apiKey }) => listAlerts(context, query, apiKey),
  });
  server.route({
    method: 'POST',
    url: '/v1/alerts/:alertId/resolve',
    config: { access: 'manage' },
    schema: {
      ...shared,
      summary: 'Ends an alert by hand, for example of a node that is gone; it opens again if it is still so',
      params: Type.Object({ alertId: Type.String({ maxLength: 64 }) }),
      response: { 200: alertSchema, ...problemResponses },
    },
    async handler({ params: { alertId }, apiKey }) {
      const { open_key } = await findAlert(context, alertId, apiKey);
      if (open_key !== null) await changeAlerts(context, [{ resolve: { open_key } }]);
      const [alert] = await withMessages(context, [await findAlert(context, alertId, apiKey)]);
      if (alert === undefined) throw new HubError('not-found', 'there is no such alert');
      return alert;
    },
  });
}

async function findAlert({ store }: HubContext, id: string, apiKey: ApiKey | undefined): Promise<AlertRow> {
  const row = await store.read((database) =>
    database.selectFrom('hub_alert').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw new HubError('not-found', 'there is no such alert');
  if (apiKey?.appIds === undefined || (row.app_id !== null && mayUse(apiKey, row.app_id))) return row;
  throw new HubError('application-not-permitted', 'the API key is not for the application of this alert');
}

async function listAlerts(
  context: HubContext,
  { state, kind, limit, cursor }: Static<typeof querySchema>,
  apiKey: ApiKey | undefined,
) {
  const [at = null, id = null] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const rows = await context.store.read((database) => {
    let query = database.selectFrom('hub_alert').selectAll();
    if (apiKey?.appIds !== undefined) query = query.where('app_id', 'in', [...apiKey.appIds]);
    if (state !== undefined) query = query.where('state', '=', state);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (at !== null) {
      query = query.where((where) =>
        where.or([
          where('opened_at', '<', Number(at)),
          where.and([where('opened_at', '=', Number(at)), where('id', '<', String(id))]),
        ]),
      );
    }
    return query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    alerts: await withMessages(context, rows),
    next: last === undefined ? null : encodeCursor([last.opened_at, last.id]),
  };
}

/** The newest messages of each, at most a thousand together. */
async function withMessages({ store }: HubContext, rows: readonly AlertRow[]): Promise<Static<typeof alertSchema>[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const messages = await store.read((database) => {
    const query = database.selectFrom('hub_alert_message').selectAll().where('alert_id', 'in', ids);
    return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(1_000).execute();
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    subject: row.subject,
    appId: row.app_id,
    authAppId: row.auth_app_id,
    reference: row.reference,
    details: JSON.parse(row.details),
    openedAt: row.opened_at,
    resolvedAt: row.resolved_at,
    messages: messages
      .filter(({ alert_id }) => alert_id === row.id)
      .map(({ channel_id, change, state, attempts, failure, created_at, ended_at }) => ({
        channelId: channel_id,
        change,
        state,
        attempts,
        failure,
        createdAt: created_at,
        endedAt: ended_at,
      })),
  }));
}
