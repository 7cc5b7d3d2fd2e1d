import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { checkAddress, checkKey } from '../keys/authenticate.js';
import { HubError } from '../problems/hub-error.js';
import { proxyUser } from './proxy-user.js';
import { type Role, roleOf } from './role.js';
import { sessionToken, setSessionCookie } from './session-cookie.js';
import type { NewSession } from './session-store.js';

/** A person whom a provider or a proxy names. */
export interface NamedPerson {
  readonly method: 'oidc' | 'proxy';
  readonly actor: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** @throws HubError */
export async function signInByKey(
  context: HubContext,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const found = await checkKey(context, key, request.ip);
  checkAddress(found, request);
  await begin(context, { method: 'key', key: found }, request, reply);
}

/** @throws HubError */
export async function signInByProxy(context: HubContext, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const user = proxyUser(context, request);
  if (user === undefined) {
    throw new HubError('missing-key', 'expected an API key as key: no proxy in front of the hub has signed anyone in');
  }
  await signInPerson(context, { ...user, method: 'proxy' }, request, reply);
}

/** @throws HubError when the person has no role */
export async function signInPerson(
  context: HubContext,
  { roles, ...person }: NamedPerson,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const role: Role | undefined = roleOf(context.settings, roles);
  if (role === undefined) {
    throw new HubError('role-missing', 'the person is known, and has none of the roles of session.roles');
  }
  await begin(context, { ...person, role }, request, reply);
}

/** The token is always new, and a session that the browser had before ends. */
async function begin(
  context: HubContext,
  person: NewSession,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { sessions, settings, vault } = context;
  const before = sessionToken(request, settings);
  const created = await sessions.create(person);
  if (created === undefined) throw new HubError('invalid-key', 'the API key is valid in one process only');
  const former = before === undefined ? undefined : await sessions.find(before, false);
  if (former?.session !== undefined) await sessions.end(former.session.id);
  const { id, actor: by, name, method, role } = created.row;
  await vault.recordAudit({ kind: 'signed-in', detail: { sessionId: id, by, name, method, role } });
  setSessionCookie(reply, settings, created.token);
  request.apiKey = await sessions.find(created.token, false);
}
