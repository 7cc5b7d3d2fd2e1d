import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ApiKey } from '../keys/api-key.js';
import type { Scope } from '../keys/scope.js';
import type { ProblemCode } from '../problems/problem-codes.js';
import type { RequestTrace } from './request-trace.js';

/** Where routes are added: their schemas decide the types of their handlers. */
export type HubServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Who may call a route: anyone, any valid key, or a key with one of these scopes. */
export type Access = 'public' | 'any-key' | Scope | readonly Scope[];

/** A call to Alipay that a request caused. */
export interface AlipayCall {
  /** The path or the method at Alipay, without anything of one merchant. */
  readonly name: string;
  /** Alipay's code, when the response is an error. */
  readonly code: string | undefined;
  /** Alipay's trace id. */
  readonly traceId: string | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Every route has it. */
    access?: Access;
    /** Whether `Idempotency-Key` is honoured: on every POST that creates something. */
    idempotent?: boolean;
    /** Whether the log of requests has every request of the route, so that the process's log has those that fail. */
    quiet?: boolean;
  }

  interface FastifyInstance {
    /** The first parts of the addresses of all routes. */
    readonly routePrefixes: ReadonlySet<string>;
  }

  interface FastifyRequest {
    /** Who calls; `undefined` on public routes. */
    apiKey: ApiKey | undefined;
    trace: RequestTrace;
    /** The call to Alipay that the request caused, for the log; `undefined` on other routes. */
    alipayCall: AlipayCall | undefined;
    /** The problem that the response is, for the log. */
    problemCode: ProblemCode | undefined;
  }
}
