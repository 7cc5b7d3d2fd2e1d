import { Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import type { HubModule } from '../context/hub-module.js';
import { asInvalidRequest } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { authorizationParams } from '../validation/common-schemas.js';
import { authorizationSchema } from './authorization-schema.js';
import { readOne } from './list-routes.js';

const path = '/v1/apps/:appId/authorizations/:authAppId';
const shared = { tags: ['authorizations'], params: authorizationParams };
const responses = { 200: authorizationSchema, ...problemResponses };

/** What changes an authorization. */
export function changeRoutes(server: HubServer, context: HubContext, modules: () => readonly HubModule[]): void {
  const { vault, applications, tracing } = context;
  server.route({
    method: 'POST',
    url: `${path}/rotate`,
    config: { access: 'manage' },
    schema: {
      ...shared,
      summary: 'Rotates the token pair now, or joins a rotation already in progress',
      body: Type.Object(
        { reason: Type.String({ minLength: 1, maxLength: 200, default: 'asked' }) },
        { additionalProperties: false, default: {} },
      ),
      response: responses,
    },
    async handler({ params: { appId, authAppId }, body: { reason } }) {
      applications.check(appId);
      return tracing.inSpan('vault.rotate', { 'lingpai.app_id': appId }, () =>
        vault.rotate(appId, authAppId, { reason }),
      );
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/check`,
    config: { access: 'manage' },
    schema: { ...shared, summary: 'Asks Alipay whether the token works', response: responses },
    async handler({ params: { appId, authAppId } }) {
      applications.check(appId);
      return tracing.inSpan('vault.check', { 'lingpai.app_id': appId }, () => vault.check(appId, authAppId));
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/assign`,
    config: { access: 'manage' },
    schema: {
      ...shared,
      summary: 'Sets the reference of an authorization',
      body: Type.Object({ reference: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
      response: responses,
    },
    async handler({ params: { appId, authAppId }, body: { reference } }) {
      applications.check(appId);
      return asInvalidRequest(() => vault.assign(appId, authAppId, { reference }));
    },
  });
  server.route({
    method: 'POST',
    url: `${path}/deactivate`,
    config: { access: 'manage' },
    schema: {
      ...shared,
      summary: 'Stops using an authorization; at Alipay it still exists',
      response: responses,
    },
    async handler({ params: { appId, authAppId } }) {
      applications.check(appId);
      return vault.deactivate(appId, authAppId);
    },
  });
  server.route({
    method: 'DELETE',
    url: path,
    config: { access: 'manage' },
    schema: {
      ...shared,
      summary: 'Ends an authorization and erases everything about the merchant',
      response: { 204: Type.Null(), ...problemResponses },
    },
    async handler({ params: { appId, authAppId }, apiKey }, reply) {
      const { reference } = await readOne(context, appId, authAppId);
      const forgetEverywhere = async () => {
        for (const module of modules()) await module.forget?.({ appId, authAppId, reference });
      };
      await forgetEverywhere();
      // Last of all in the vault: until then the request can be repeated.
      await vault.forget(appId, authAppId);
      // Once more: an event of the vault may have been on its way.
      await forgetEverywhere();
      await vault.recordAudit({ kind: 'authorization-forgotten', detail: { appId, by: apiKey?.id } });
      return reply.code(204).send(null);
    },
  });
}
