import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const operation = Type.Object({ operationId: Type.String({ minLength: 1, maxLength: 200 }) });

const response = Type.Object(
  {
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    body: Type.Record(Type.String(), Type.Unknown()),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    unchecked: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** `/sandbox/stubs`: responses set for catalogued operations. */
export const stubsRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/stubs', async () => ({ stubs: sandbox.stubs.list() }));
  fastify.put('/sandbox/stubs/:operationId', { schema: { params: operation, body: response } }, async (request) =>
    sandbox.setStub(request.params.operationId, request.body),
  );
  fastify.delete('/sandbox/stubs/:operationId', { schema: { params: operation } }, async ({ params }) => ({
    removed: sandbox.removeStub(params.operationId),
  }));
};
