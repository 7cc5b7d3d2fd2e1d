import type { ApplicationKind } from '@lingpai/alipay';
import type { Application, ApplicationMode } from '../applications/application.js';
import type { Merchant } from '../merchants/merchant.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import type { Authorization } from './authorization.js';
import type { AuthorizationCode } from './authorization-code.js';
import { refreshExpiresAt, refreshVoidAt, tokenExpiresAt } from './token-pair.js';

/** A pair as the state shows it; times in milliseconds since 1970. */
export interface PairSnapshot {
  readonly appAuthToken: string;
  readonly appRefreshToken: string;
  readonly issuedAt: number;
  /** `null` while nothing has ended the token; it has no expiry of its own. */
  readonly tokenExpiresAt: number | null;
  readonly refreshExpiresAt: number;
  readonly current: boolean;
}

export interface AuthorizationSnapshot {
  readonly appId: string;
  readonly authAppId: string;
  readonly userId: string;
  readonly kind: ApplicationKind;
  readonly status: 'active' | 'cancelled';
  /** Oldest first. */
  readonly pairs: readonly PairSnapshot[];
}

export interface CodeSnapshot {
  readonly appId: string;
  readonly code: string;
  readonly issuedAt: number;
  readonly used: boolean;
}

/** An application as the state shows it. */
export interface ApplicationSnapshot {
  readonly appId: string;
  readonly mode: ApplicationMode;
  readonly encrypted: boolean;
  readonly isv: boolean;
  readonly redirectUris: readonly string[];
  /** `null`: notifications are not delivered. */
  readonly notifyUrl: string | null;
  /** What merchants who consent permit; `null`: every method. */
  readonly methods: readonly string[] | null;
}

/** The response of `GET /sandbox/state`. */
export interface StateSnapshot {
  /** The sandbox clock. */
  readonly now: number;
  readonly applications: readonly ApplicationSnapshot[];
  /** Who can be chosen on the consent pages. */
  readonly merchants: readonly Merchant[];
  readonly codes: readonly CodeSnapshot[];
  readonly authorizations: readonly AuthorizationSnapshot[];
}

export function authorizationSnapshot(authorization: Authorization, settings: SandboxSettings): AuthorizationSnapshot {
  const { appId, merchant, status, pairs, current } = authorization;
  return {
    appId,
    authAppId: merchant.authAppId,
    userId: merchant.userId,
    kind: merchant.kind,
    status,
    pairs: pairs.map((pair) => ({
      appAuthToken: pair.appAuthToken,
      appRefreshToken: pair.appRefreshToken,
      issuedAt: pair.issuedAt,
      tokenExpiresAt: tokenExpiresAt(pair, settings) ?? null,
      refreshExpiresAt: Math.min(refreshExpiresAt(pair, settings), refreshVoidAt(pair, settings) ?? Infinity),
      current: pair === current && status === 'active',
    })),
  };
}

export function applicationSnapshot({
  appId,
  mode,
  isv,
  cipher,
  redirectUris,
  notifyUrl,
  methods,
}: Application): ApplicationSnapshot {
  return {
    appId,
    mode,
    encrypted: cipher !== undefined,
    isv,
    redirectUris,
    notifyUrl: notifyUrl ?? null,
    methods: methods ?? null,
  };
}

export function codeSnapshot({ appId, code, issuedAt, used }: AuthorizationCode): CodeSnapshot {
  return { appId, code, issuedAt, used };
}
