import type { FastifyReply } from 'fastify';
import { SandboxError } from '../sandbox-error.js';

/** Reports the caller's mistakes; details of the sandbox's own failures are not shown. */
export function responseError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof SandboxError) {
    return reply.code(error.code === 'unknown' ? 404 : 400).send({ error: error.message });
  }
  const status = Number(Object(error).statusCode);
  if (error instanceof Error && status >= 400 && status < 500) {
    return reply.code(status).send({ error: error.message });
  }
  return reply.code(500).send({ error: 'the sandbox failed because of a bug of its own' });
}
