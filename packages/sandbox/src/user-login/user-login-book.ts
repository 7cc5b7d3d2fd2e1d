import { chinaTime } from '../clock/china-time.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import { Refusal } from '../refusal.js';
import { type RandomSource, randomHex } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';

/** What a user consented to. */
export interface UserGrant {
  readonly appId: string;
  /** The user's account. */
  readonly userId: string;
  /** As the application requested, for example `auth_user`. */
  readonly scopes: readonly string[];
}

/** One issue of tokens for a user; times in milliseconds since 1970. */
export interface UserTokens {
  readonly grant: UserGrant;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly issuedAt: number;
}

/** Seconds. */
export const userTokenLifetimes = { access: 1_296_000, refresh: 2_592_000 } as const;

const capacity = 10_000;

interface LoginCode {
  readonly grant: UserGrant;
  readonly issuedAt: number;
}

/** Codes and tokens of users who logged in. A code works once, and so does a refresh token. */
export class UserLoginBook {
  readonly #clock: SandboxClock;
  readonly #random: RandomSource;
  readonly #settings: SandboxSettings;
  readonly #codes = new Map<string, LoginCode>();
  readonly #byAccessToken = new Map<string, UserTokens>();
  readonly #byRefreshToken = new Map<string, UserTokens>();
  readonly #refreshed = new Set<UserTokens>();

  constructor(options: {
    readonly clock: SandboxClock;
    readonly random: RandomSource;
    readonly settings: SandboxSettings;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#settings = options.settings;
  }

  /** @returns an `auth_code` */
  authorize(grant: UserGrant): string {
    const code = randomHex(this.#random, 32);
    keep(this.#codes, code, { grant, issuedAt: this.#clock.now() });
    return code;
  }

  /** Redeems a code. @throws Refusal */
  redeem(appId: string, code: string): UserTokens {
    const found = this.#codes.get(code);
    if (found === undefined) throw new Refusal('isv.code-invalid', '授权码code无效：不存在或已被使用');
    if (found.grant.appId !== appId) throw new Refusal('isv.unmatched-app-id', '授权码code与当前应用不一致');
    this.#codes.delete(code);
    if (this.#clock.now() >= found.issuedAt + this.#settings.codeLifetime * 1000) {
      throw new Refusal('isv.code-invalid', '授权码code无效：已过期');
    }
    return this.#issue(found.grant);
  }

  /** @throws Refusal */
  refresh(appId: string, refreshToken: string): UserTokens {
    const found = this.#byRefreshToken.get(refreshToken);
    if (found === undefined) throw new Refusal('isv.refresh-token-invalid', '刷新令牌refresh_token无效');
    if (found.grant.appId !== appId) throw new Refusal('isv.unmatched-app-id', '刷新令牌refresh_token与当前应用不一致');
    if (this.#refreshed.has(found)) throw new Refusal('isv.refreshed-token-invalid', '刷新令牌refresh_token已被使用');
    if (this.#clock.now() >= found.issuedAt + userTokenLifetimes.refresh * 1000) {
      throw new Refusal('isv.refresh-token-time-out', '刷新令牌refresh_token已过期');
    }
    this.#refreshed.add(found);
    return this.#issue(found.grant);
  }

  /** The tokens of a valid access token, for example for calls that carry an `auth_token`. */
  find(accessToken: string): UserTokens | undefined {
    const found = this.#byAccessToken.get(accessToken);
    const valid = found !== undefined && this.#clock.now() < found.issuedAt + userTokenLifetimes.access * 1000;
    return valid ? found : undefined;
  }

  #issue(grant: UserGrant): UserTokens {
    const issuedAt = this.#clock.now();
    const tokens = { grant, accessToken: this.#token(issuedAt), refreshToken: this.#token(issuedAt), issuedAt };
    keep(this.#byAccessToken, tokens.accessToken, tokens);
    const forgotten = keep(this.#byRefreshToken, tokens.refreshToken, tokens);
    if (forgotten !== undefined) this.#refreshed.delete(forgotten);
    return tokens;
  }

  #token(now: number): string {
    return `${chinaTime(now).slice(0, 10).replaceAll('-', '')}${randomHex(this.#random, 32)}`;
  }
}

/** Adds an entry. When there are too many, the oldest is removed and returned. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): Value | undefined {
  map.set(key, value);
  if (map.size <= capacity) return undefined;
  const [oldest] = map;
  if (oldest !== undefined) map.delete(oldest[0]);
  return oldest?.[1];
}
