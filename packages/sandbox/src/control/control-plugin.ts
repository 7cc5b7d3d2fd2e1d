import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import { SandboxError } from '../sandbox-error.js';
import { appsRoute } from './apps-route.js';
import { clockRoute } from './clock-route.js';
import { consentsRoute } from './consents-route.js';
import type { ControlRoute } from './control-route.js';
import { describeSchemaError } from './describe-schema-error.js';
import { faultsRoute } from './faults-route.js';
import { inspectionRoute } from './inspection-route.js';
import { localOnly } from './local-only.js';

export interface ControlOptions {
  readonly sandbox: Sandbox;
  /** The address that the server listens on. */
  readonly host: string;
}

const routes: readonly ControlRoute[] = [appsRoute, consentsRoute, clockRoute, faultsRoute, inspectionRoute];

/** The control API below `/sandbox`: turn the clock, consent, break things, look inside. */
export function controlPlugin(instance: FastifyInstance, { sandbox, host }: ControlOptions): void {
  const fastify = instance.withTypeProvider<TypeBoxTypeProvider>();
  localOnly(instance, host);
  instance.setSchemaErrorFormatter(([first]) => new Error(first ? describeSchemaError(first) : 'body: not accepted'));
  instance.setErrorHandler((error, _request, reply) => answerError(error, reply));

  for (const add of routes) add(fastify, sandbox);
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof SandboxError) {
    return reply.code(error.code === 'unknown' ? 404 : 400).send({ error: error.message });
  }
  const status = Number(Object(error).statusCode);
  if (error instanceof Error && status >= 400 && status < 500) {
    return reply.code(status).send({ error: error.message });
  }
  return reply.code(500).send({ error: 'the sandbox failed; this is a mistake of its own' });
}
