import type { FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import type { ApiKey } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { proxyUser } from './proxy-user.js';
import { checkSameOrigin } from './same-origin.js';
import { sessionToken } from './session-cookie.js';

/** A page that only refreshes what it shows says so: a person who does nothing is signed out nevertheless. */
const backgroundHeader = 'x-lingpai-background';

/**
 * Who acts with the session whose cookie a request has.
 *
 * @returns `undefined` without a cookie
 * @throws HubError when the session has ended, or another origin may have caused the request
 */
export async function findSession(context: HubContext, request: FastifyRequest): Promise<ApiKey | undefined> {
  const { settings, sessions } = context;
  const token = sessionToken(request, settings);
  if (token === undefined) return undefined;
  const actor = await sessions.find(token, request.headers[backgroundHeader] === undefined);
  const session = actor?.session;
  if (session === undefined) throw ended();
  checkSameOrigin(request, settings, session);
  // Who signed out at the proxy, or in as someone else, does not go on here.
  if (session.method === 'proxy' && proxyUser(context, request)?.actor !== session.actor) throw ended();
  return actor;
}

const ended = () => new HubError('session-ended', 'the session has ended; sign in again');
