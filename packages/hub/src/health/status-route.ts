import { Type } from 'typebox';
import { permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';

const backlogSchema = Type.Object({
  waiting: Type.Integer(),
  oldest: orNull(timeSchema, 'Since when the oldest waits'),
});

const statusSchema = Type.Object(
  {
    applications: Type.Array(
      Type.Object({
        appId: appIdSchema,
        clockOffset: orNull(Type.Number(), "Milliseconds by which Alipay's clock is ahead; `null` before it is known"),
        isClockSkewed: Type.Boolean({ description: 'More than five minutes: nothing is rotated by schedule' }),
        stopped: orNull(Type.String(), 'Why its calls about tokens are stopped'),
      }),
    ),
    inbox: Type.Object(backlogSchema.properties, { description: 'Codes and notifications without effect yet' }),
    events: Type.Object(backlogSchema.properties, { description: 'Events that are not delivered yet' }),
    spooled: Type.Integer({ description: 'Responses of Alipay that the database did not take' }),
  },
  { title: 'Status' },
);

/** `/v1/status`: what `/readyz` judges, as numbers. */
export function statusRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/status',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns how the applications and the node that responds are doing',
      description: 'At most 15 seconds old. Backlogs are of the whole database, the rest is of the node.',
      tags: ['health'],
      response: { 200: statusSchema, ...problemResponses },
    },
    async handler({ apiKey }) {
      const permitted = new Set(permittedApplications(context, apiKey, undefined));
      const { applications, inbox, events, spooled } = await context.status.read();
      return {
        applications: applications
          .filter(({ appId }) => permitted.has(appId))
          .map(({ stopped = null, ...application }) => ({ ...application, stopped })),
        inbox,
        events,
        spooled,
      };
    },
  });
}
