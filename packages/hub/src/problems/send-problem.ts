import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubError } from './hub-error.js';
import { problemKinds, problemTypeOf } from './problem-codes.js';
import { problemOf } from './problem-of.js';
import type { Problem } from './problem-schema.js';

/** Responds with the problem that an error is. A bug is logged with its stack; nothing of it is sent. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  const { status } = problemKinds[problem.code];
  request.problemCode = problem.code;
  if (problem.code === 'internal')
    request.log.error({ err: problem.cause, requestId: request.id }, 'a request failed because of a bug');
  else if (status >= 500) request.log.warn({ err: problem, requestId: request.id }, problem.message);
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="lingpai"');
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemDocument(problem, request.id));
}

export function problemDocument({ code, message, members }: HubError, requestId: string): Problem {
  const { status, title } = problemKinds[code];
  return { ...members, type: problemTypeOf(code), title, status, detail: message, code, requestId };
}
