import type { FastifyRequest } from 'fastify';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { Session } from './session.js';
import { sameText } from './session-store.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request with a session's cookie that a page of another origin may have caused. A request that changes something has to
 * prove that it comes from a page of the hub, and that the page knows the session's token.
 */
export function checkSameOrigin(request: FastifyRequest, settings: HubSettings, { csrfToken }: Session): void {
  const { method, headers } = request;
  if (!isSameOrigin(request, settings, reading.has(method))) throw crossSite('it comes from a page of another origin');
  if (reading.has(method) || sameText(csrfToken, headers['x-csrf-token'])) return;
  throw crossSite('expected the header x-csrf-token with the csrfToken of GET /v1/session');
}

/** Refuses to sign a browser in that another origin's page made send the request. */
export function checkSignInOrigin(request: FastifyRequest, settings: HubSettings): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isBrowser = origin !== undefined || site !== undefined;
  if (isBrowser && !isSameOrigin(request, settings, false)) throw crossSite('it comes from a page of another origin');
}

/** @param isReading a browser sends no `Origin` then, and `none` is an address that a person entered */
function isSameOrigin({ headers }: FastifyRequest, { publicUrl }: HubSettings, isReading: boolean): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin' || (isReading && site === 'none');
  return origin === undefined ? isReading : origin === new URL(publicUrl).origin;
}

const crossSite = (why: string) => new HubError('cross-site', why);
