import type { HubSettings } from '../config/settings-schema.js';
import type { Scope } from '../keys/scope.js';

export const roles = ['viewer', 'operator', 'admin'] as const;

/** What a person may do who signs in without an API key. */
export type Role = (typeof roles)[number];

export const isRole = (text: string | null): text is Role => roles.some((role) => role === text);

/** The role that permits most of those that the provider or the proxy names. */
export function roleOf({ session: { roles: settings } }: HubSettings, given: readonly string[]): Role | undefined {
  return roles.findLast((role) => settings[role].some((name) => given.includes(name)));
}

export function scopesOf({ session: { roles: settings } }: HubSettings, role: Role): ReadonlySet<Scope> {
  const scopes = { viewer: settings.viewerScopes, operator: settings.operatorScopes, admin: settings.adminScopes };
  return new Set(scopes[role]);
}
