import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';
import type { RequestStep } from './request-step.js';

export type SecurityHeaders = Readonly<Record<string, string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route's responses have instead of the headers for everything that is no page. */
    securityHeaders?: SecurityHeaders;
  }
}

/** The headers that helmet sets. They are the same for every response, so they are made once. */
export function securityHeaders(
  contentSecurityPolicy: NonNullable<HelmetOptions['contentSecurityPolicy']>,
): SecurityHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({ contentSecurityPolicy })(request, response, () => undefined);
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** For what is no page. */
const strictest = securityHeaders({
  useDefaults: false,
  directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
});

/**
 * What OWASP's REST Security Cheat Sheet names for responses to programs, and what keeps them out of other sites' processes:
 * the others are about pages.
 */
const ofRest = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
];

/** For what programs ask for thousands of times a second. */
export const restHeaders: SecurityHeaders = Object.fromEntries(
  Object.entries(strictest).filter(([name]) => ofRest.includes(name)),
);

/** Gives a response its security headers. */
export const addSecurityHeaders: RequestStep = (_request, reply, { config }) => {
  reply.headers(config.securityHeaders ?? strictest);
};
