import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import type { Access, HubServer } from '../server/hub-server.js';
import { findSession } from '../session/find-session.js';
import { type ApiKey, mayUse } from './api-key.js';
import type { Scope } from './scope.js';

/** Checks who calls before anything of the body is read. */
export function addAuthentication(server: HubServer, context: HubContext): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const access = request.is404 ? 'public' : (request.routeOptions.config.access ?? []);
    if (access === 'public') return done();
    const text = bearerOf(request.headers);
    const admit = (key: ApiKey) => {
      request.apiKey = key;
      checkAddress(key, request);
      checkScope(key, access);
      checkApplication(key, request);
      done();
    };
    const known = text === undefined ? undefined : context.keys.findKnown(text);
    if (known !== undefined) admit(known);
    else authenticate(context, text, request).then(admit).catch(done);
  });
}

async function authenticate(context: HubContext, text: string | undefined, request: FastifyRequest): Promise<ApiKey> {
  if (text !== undefined) return checkKey(context, text, request.ip);
  const found = await findSession(context, request);
  if (found !== undefined) return found;
  throw new HubError('missing-key', 'expected the header "authorization: Bearer <API key>"');
}

/** @throws HubError when it is no key, or was revoked or has expired, or the address has guessed too often */
export async function checkKey({ keys, failures }: HubContext, text: string, ip: string): Promise<ApiKey> {
  // A key that is known to be valid is served also where another program guesses from the same address.
  const known = keys.findKnown(text);
  if (known !== undefined) return known;
  const wait = failures.waitFor(ip);
  if (wait > 0) {
    const message = 'too many wrong API keys came from this address';
    throw new HubError('too-many-failures', message, { retryAfter: wait });
  }
  const key = await keys.find(text);
  if (key !== undefined) return key;
  failures.add(ip);
  throw new HubError('invalid-key', 'the API key is unknown, revoked or expired');
}

export function bearerOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

/** @throws HubError */
export function checkAddress({ ipRanges }: ApiKey, { ip }: FastifyRequest): void {
  if (ipRanges === undefined || ipRanges.includes(ip)) return;
  throw new HubError('address-not-permitted', 'the API key may not be used from this address');
}

function checkScope({ scopes }: ApiKey, access: Exclude<Access, 'public'>): void {
  if (access === 'any-key' || (typeof access === 'string' && scopes.has(access))) return;
  const accepted: readonly Scope[] = [access].flat();
  if (accepted.some((scope) => scopes.has(scope))) return;
  const names = accepted.map((scope) => `"${scope}"`).join(' or ');
  throw new HubError('scope-missing', `the API key needs the scope ${names}`, { members: { needs: accepted } });
}

/** Every route about an application has it in its path as `:appId`. */
function checkApplication(key: ApiKey, { params }: FastifyRequest): void {
  const appId: unknown = (params as { readonly appId?: unknown } | null)?.appId;
  if (typeof appId !== 'string' || mayUse(key, appId)) return;
  throw new HubError('application-not-permitted', 'the API key is not for this application', { members: { appId } });
}
