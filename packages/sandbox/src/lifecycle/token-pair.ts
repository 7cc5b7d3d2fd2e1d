import type { SandboxSettings } from '../settings/sandbox-settings.js';

/** One issue of `app_auth_token` and `app_refresh_token`. Times in milliseconds since 1970. */
export interface TokenPair {
  readonly appAuthToken: string;
  readonly appRefreshToken: string;
  readonly issuedAt: number;
  /** When a refresh replaced the pair. */
  replacedAt?: number;
  /** When the merchant authorized again. */
  reauthorizedAt?: number;
  /** When the merchant cancelled. */
  cancelledAt?: number;
}

const earliest = (...times: (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

const after = (time: number | undefined, seconds: number): number | undefined =>
  time === undefined ? undefined : time + seconds * 1000;

/** When the `app_auth_token` expires; `undefined` while nothing has ended it. */
export function tokenExpiresAt(pair: TokenPair, { oldTokenGrace }: SandboxSettings): number | undefined {
  const ended = earliest(pair.replacedAt, pair.reauthorizedAt);
  return earliest(pair.cancelledAt, after(ended, oldTokenGrace));
}

/** When the `app_refresh_token` expires because of its `re_expires_in`. */
export function refreshExpiresAt(pair: TokenPair, { reExpiresIn }: SandboxSettings): number {
  return pair.issuedAt + reExpiresIn * 1000;
}

/** When the `app_refresh_token` becomes void because its pair was cancelled or replaced. */
export function refreshVoidAt(pair: TokenPair, settings: SandboxSettings): number | undefined {
  const superseded =
    settings.refreshReuse === 'strict'
      ? earliest(pair.replacedAt, pair.reauthorizedAt)
      : after(pair.reauthorizedAt, settings.oldTokenGrace);
  return earliest(pair.cancelledAt, superseded);
}

export function isTokenValid(pair: TokenPair, now: number, settings: SandboxSettings): boolean {
  const end = tokenExpiresAt(pair, settings);
  return end === undefined || now < end;
}
