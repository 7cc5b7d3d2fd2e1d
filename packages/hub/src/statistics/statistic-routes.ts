import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import { stateSchema } from '../authorizations/authorization-schema.js';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, describedTime, timeSchema } from '../validation/common-schemas.js';
import type { CountReader } from './count-reader.js';
import { hour } from './hourly-counts.js';
import { isMaximum, recountedName, statisticNames } from './statistic-table.js';

const day = 24 * hour;
/** The longest period, by the length of its steps. */
const longest = { hour: 31 * day, day: 400 * day } as const;

const querySchema = Type.Object(
  {
    appId: Type.Optional(appIdSchema),
    by: Type.Enum(['hour', 'day'], { default: 'hour', description: 'Of at most 31 days by hour, of 400 by day (UTC)' }),
    from: Type.Optional(describedTime('A day, or 30 of them, before `to` by default')),
    to: Type.Optional(describedTime('Now by default')),
  },
  { additionalProperties: false },
);

const seriesSchema = Type.Array(
  Type.Object({
    appId: appIdSchema,
    at: Type.Integer({ description: 'When the hour or the day begins' }),
    counts: Type.Partial(Type.Object(Object.fromEntries(statisticNames.map((name) => [name, Type.Integer()])))),
  }),
  {
    description:
      'What happened, where anything did. `authorizations-…` say how many there were at the end of the hour, and at most in ' +
      'the day; `webhooks-lag` is how many milliseconds an event waited at most for its receiver',
  },
);

const authorizationsSchema = Type.Array(Type.Object({ appId: appIdSchema, state: stateSchema, count: Type.Integer() }));
const deadlinesSchema = Type.Array(
  Type.Object({ appId: appIdSchema, from: timeSchema, to: timeSchema, count: Type.Integer() }),
  { description: 'How many refresh tokens expire in each week of the coming year; weeks without any are left out' },
);

export function statisticRoutes(server: HubServer, context: HubContext, counts: CountReader): void {
  server.route({
    method: 'GET',
    url: '/v1/stats',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns what happened by hour or day, how many authorizations there are, and when they expire',
      description: 'Hours are at most a minute old, the numbers of authorizations too.',
      tags: ['statistics'],
      querystring: querySchema,
      response: {
        200: Type.Object({
          series: seriesSchema,
          authorizations: authorizationsSchema,
          deadlines: deadlinesSchema,
        }),
        ...problemResponses,
      },
    },
    async handler({ query, apiKey }) {
      const appIds = permittedApplications(context, apiKey, query.appId);
      const [series, { states, deadlines, width }] = await Promise.all([
        readSeries(context, appIds, query),
        counts.read(),
      ]);
      const permitted = new Set(appIds);
      return {
        series,
        authorizations: states.filter(({ appId }) => permitted.has(appId)),
        deadlines: deadlines
          .filter(({ appId }) => permitted.has(appId))
          .map((bucket) => ({ ...bucket, to: bucket.from + width })),
      };
    },
  });
}

async function readSeries(
  { store, clock }: HubContext,
  appIds: readonly string[],
  { by, to = clock() + 1, from = to - (by === 'hour' ? day : 30 * day) }: Static<typeof querySchema>,
): Promise<Static<typeof seriesSchema>> {
  if (from >= to || to - from > longest[by]) {
    throw new HubError('invalid-request', `from: expected at most ${longest[by] / day} days before to`);
  }
  const width = by === 'hour' ? hour : day;
  const begin = sql<number>`hour - hour % ${sql.lit(width)}`;
  const first = from - (from % width);
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_statistic')
      .select(({ fn }) => [
        'app_id',
        'name',
        begin.as('begin'),
        fn.sum<number>('count').as('sum'),
        fn.max<number>('count').as('most'),
      ])
      .where('app_id', 'in', ['', ...appIds])
      .where('hour', '>=', first)
      .where('hour', '<', to)
      .where('name', '!=', recountedName)
      .groupBy(['app_id', 'name', begin])
      .execute(),
  );
  const series = new Map<string, { appId: string; at: number; counts: Record<string, number> }>();
  for (const { app_id: appId, name, begin: at, sum, most } of rows) {
    const key = `${appId} ${at}`;
    const entry = series.get(key) ?? { appId, at: Number(at), counts: {} };
    entry.counts[name] = Number(isMaximum(name) ? most : sum);
    series.set(key, entry);
  }
  return [...series.values()].sort((a, b) => a.at - b.at || (a.appId < b.appId ? -1 : 1));
}
