import { maskToken } from '../demo/mask-token.js';

const secretFields: ReadonlySet<string> = new Set([
  'app_auth_token',
  'app_refresh_token',
  'access_token',
  'refresh_token',
  'app_auth_code',
  'auth_token',
  'aes_key',
]);

/** A copy with every token masked, for display. */
export function maskTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskTokens);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretFields.has(name) && typeof member === 'string' ? maskToken(member) : maskTokens(member),
    ]),
  );
}
