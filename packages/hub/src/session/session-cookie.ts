import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';

const isSecure = ({ publicUrl }: HubSettings) => publicUrl.startsWith('https:');

/** Over TLS, a name that no other host of the domain, and no page without TLS, can set. */
const cookieName = (settings: HubSettings) => (isSecure(settings) ? '__Host-lingpai' : 'lingpai');

/** Reads the header itself: only the routes that set cookies are given what a plugin reads for them. */
export function sessionToken({ headers }: FastifyRequest, settings: HubSettings): string | undefined {
  return headers.cookie === undefined ? undefined : fastifyCookie.parse(headers.cookie)[cookieName(settings)];
}

const attributes = (settings: HubSettings) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(settings) }) as const;

/** It ends with the browser at the latest; the hub ends it sooner. */
export function setSessionCookie(reply: FastifyReply, settings: HubSettings, token: string): void {
  reply.setCookie(cookieName(settings), token, attributes(settings));
}

export function clearSessionCookie(reply: FastifyReply, settings: HubSettings): void {
  reply.clearCookie(cookieName(settings), attributes(settings));
}
