import type { FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import { parseRanges } from '../validation/ip-ranges.js';
import { actorId } from './session-store.js';

/** Whom a proxy in front of the hub has signed in. */
export interface ProxyUser {
  readonly actor: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** @returns `undefined` when no proxy signs people in, or the connection is not one of its */
export function proxyUser({ settings }: Pick<HubContext, 'settings'>, request: FastifyRequest): ProxyUser | undefined {
  const { proxy } = settings.session;
  // The address of the connection: what a header says about it counts for nothing here.
  if (proxy === undefined || !parseRanges(proxy.addresses).includes(request.socket.remoteAddress ?? ''))
    return undefined;
  const name = headerOf(request, proxy.userHeader);
  if (name === undefined || name === '') return undefined;
  const roles = (headerOf(request, proxy.rolesHeader) ?? '').split(',').map((role) => role.trim());
  return { actor: actorId('proxy', name), name: name.slice(0, 200), roles: roles.filter(Boolean) };
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value.trim() : undefined;
}
