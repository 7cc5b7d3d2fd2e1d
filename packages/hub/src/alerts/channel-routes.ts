import { Type } from 'typebox';
import { checkAllApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { orNull } from '../validation/common-schemas.js';
import {
  type ChannelParts,
  createChannel,
  deleteChannel,
  findChannel,
  testChannel,
  updateChannel,
} from './change-channels.js';
import { channelChangesSchema, channelOf, channelSchema, newChannelSchema } from './channel-schema.js';

const params = Type.Object({ channelId: Type.String({ maxLength: 64 }) });
const path = '/v1/alerts/channels/:channelId';
const manage = { access: 'manage' } as const;
const shared = { tags: ['alerts'] };

/** Where alerts reach people. A channel reports on every application, so it takes a key for all. */
export function channelRoutes(server: HubServer, context: HubContext, parts: ChannelParts): void {
  server.route({
    method: 'GET',
    url: '/v1/alerts/channels',
    config: manage,
    schema: {
      ...shared,
      summary: 'Lists the channels, oldest first; addresses with tokens and passwords are never shown',
      response: { 200: Type.Object({ channels: Type.Array(channelSchema) }), ...problemResponses },
    },
    async handler({ apiKey }) {
      checkAllApplications(apiKey);
      const rows = await context.store.read((database) =>
        database.selectFrom('hub_alert_channel').selectAll().orderBy('created_at').orderBy('id').execute(),
      );
      return { channels: rows.map(channelOf) };
    },
  });
  server.route({
    method: 'POST',
    url: '/v1/alerts/channels',
    config: { ...manage, idempotent: true },
    schema: {
      ...shared,
      summary: 'Adds a channel: a robot of DingTalk, Feishu or WeCom, or e-mail',
      description: 'It reports what happens from now on. Takes a key for every application.',
      body: newChannelSchema,
      response: { 201: channelSchema, ...problemResponses },
    },
    async handler({ body, apiKey }, reply) {
      checkAllApplications(apiKey);
      return reply.code(201).send(await createChannel(context, parts, body, apiKey));
    },
  });
  oneChannel(server, context, parts);
}

function oneChannel(server: HubServer, context: HubContext, parts: ChannelParts): void {
  server.route({
    method: 'PATCH',
    url: path,
    config: manage,
    schema: {
      ...shared,
      summary: 'Changes a channel; `robot` or `email` replaces its target completely',
      params,
      body: channelChangesSchema,
      response: { 200: channelSchema, ...problemResponses },
    },
    async handler({ params: { channelId }, body: changes, apiKey: by }) {
      checkAllApplications(by);
      return updateChannel(context, parts, await findChannel(context, channelId), { changes, by });
    },
  });
  server.route({
    method: 'DELETE',
    url: path,
    config: manage,
    schema: {
      ...shared,
      summary: 'Removes a channel, and what was not sent to it',
      params,
      response: { 204: Type.Null(), ...problemResponses },
    },
    async handler({ params: { channelId }, apiKey }, reply) {
      checkAllApplications(apiKey);
      await deleteChannel(context, await findChannel(context, channelId), apiKey);
      return reply.code(204).send(null);
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/test`,
    config: manage,
    schema: {
      ...shared,
      summary: 'Sends a test message now, and returns what became of it',
      params,
      response: {
        200: Type.Object({
          isSent: Type.Boolean(),
          failure: orNull(Type.String(), 'Why it was not taken'),
          code: orNull(Type.Integer(), 'The code with which the robot or the mail server refused'),
        }),
        ...problemResponses,
      },
    },
    async handler({ params: { channelId }, apiKey }) {
      checkAllApplications(apiKey);
      const { failure, code } = await testChannel(context, parts, await findChannel(context, channelId));
      return { isSent: failure === undefined, failure: failure ?? null, code };
    },
  });
}
