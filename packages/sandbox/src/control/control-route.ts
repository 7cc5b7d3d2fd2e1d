import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Sandbox } from '../sandbox.js';

/** A server whose schemas type its handlers. */
export type ControlInstance = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Adds one group of the control API's routes. */
export type ControlRoute = (fastify: ControlInstance, sandbox: Sandbox) => void;

/** For object schemas: an unknown field is an error. */
export const closed: { readonly additionalProperties: false } = { additionalProperties: false };
