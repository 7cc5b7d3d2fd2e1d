import Type from 'typebox';
import { type ControlRoute, closed } from './control-route.js';

const operation = Type.Object({ operationId: Type.String({ minLength: 1, maxLength: 200 }) });

const answer = Type.Object(
  {
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    body: Type.Record(Type.String(), Type.Unknown()),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    unchecked: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** `/sandbox/answers`: what catalogued operations answer. */
export const answersRoute: ControlRoute = (fastify, sandbox) => {
  fastify.get('/sandbox/answers', async () => ({ answers: sandbox.answers.list() }));
  fastify.put('/sandbox/answers/:operationId', { schema: { params: operation, body: answer } }, async (request) =>
    sandbox.setAnswer(request.params.operationId, request.body),
  );
  fastify.delete('/sandbox/answers/:operationId', { schema: { params: operation } }, async ({ params }) => ({
    removed: sandbox.removeAnswer(params.operationId),
  }));
};
