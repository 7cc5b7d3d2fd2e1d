import type { Application } from '../applications/application.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import { Refusal } from '../refusal.js';
import type { RandomSource } from '../settings/random-source.js';
import type { SandboxSettings } from '../settings/sandbox-settings.js';
import type { Authorization, MerchantApplication } from './authorization.js';
import type { AuthorizationCode, IssuedPair } from './authorization-code.js';
import type { SandboxEvents } from './sandbox-event.js';
import { isTokenValid, refreshExpiresAt, refreshVoidAt, type TokenPair } from './token-pair.js';
import { codeText, tokenText } from './token-text.js';

export interface AuthorizationBookOptions {
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly settings: SandboxSettings;
  readonly events: SandboxEvents;
}

const keyOf = (appId: string, authAppId: string) => `${appId} ${authAppId}`;

/** Every authorization, code and pair, and the rules by which they expire. */
export class AuthorizationBook {
  readonly #options: AuthorizationBookOptions;
  readonly #authorizations = new Map<string, Authorization>();
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #byToken = new Map<string, IssuedPair>();
  readonly #byRefreshToken = new Map<string, IssuedPair>();

  constructor(options: AuthorizationBookOptions) {
    this.#options = options;
  }

  /** A merchant consents: issues one pair per merchant application, and one code that redeems them all. */
  consent(
    { appId, methods }: Pick<Application, 'appId' | 'methods'>,
    merchants: readonly MerchantApplication[],
    outBizNo?: string,
  ): AuthorizationCode {
    const { random, events } = this.#options;
    const now = this.#options.clock.now();
    const issued = merchants.map((merchant) => this.#authorize(appId, merchant, methods, now));
    const code: AuthorizationCode = {
      appId,
      code: codeText(random, merchants[0]?.userId ?? '00'),
      issuedAt: now,
      issued,
      outBizNo,
      used: false,
    };
    this.#codes.set(code.code, code);
    events.publish({ type: 'consented', at: now, code });
    return code;
  }

  /**
   * Redeems a code.
   *
   * @throws Refusal
   */
  redeem(appId: string, text: string): IssuedPair[] {
    const { clock, settings } = this.#options;
    const now = clock.now();
    const code = this.#codes.get(text);
    if (code === undefined) throw new Refusal('AUTH_CODE_NOT_EXIST', '授权码code不存在');
    if (code.appId !== appId) throw new Refusal('APP_ID_NOT_CONSISTENT', '授权码code与当前应用不一致');
    if (code.used) throw new Refusal('AUTH_CODE_NOT_VALID', '授权码code无效：已被使用');
    if (now >= code.issuedAt + settings.codeLifetime * 1000) {
      throw new Refusal('AUTH_CODE_NOT_VALID', '授权码code无效：已过期');
    }
    const valid = code.issued.filter(({ pair }) => isTokenValid(pair, now, settings));
    if (valid.length === 0) throw new Refusal('AUTH_TOKEN_NOT_FOUND', '授权令牌不存在：授权已被取消或替换');
    code.used = true;
    return valid;
  }

  /**
   * Replaces the current pair by a new one.
   *
   * @throws Refusal
   */
  refresh(appId: string, refreshToken: string): IssuedPair {
    const { clock, settings, events } = this.#options;
    const now = clock.now();
    const found = this.#byRefreshToken.get(refreshToken);
    if (found === undefined) throw new Refusal('REFRESH_TOKEN_NOT_EXIST', '刷新令牌refresh_token不存在');
    const { authorization, pair } = found;
    if (authorization.appId !== appId) {
      throw new Refusal('APP_ID_NOT_CONSISTENT', '刷新令牌refresh_token与当前应用不一致');
    }
    const voidAt = refreshVoidAt(pair, settings);
    if (voidAt !== undefined && now >= voidAt) {
      throw new Refusal('REFRESH_TOKEN_NOT_VALID', '刷新令牌refresh_token无效：授权已被取消或替换');
    }
    if (now >= refreshExpiresAt(pair, settings)) {
      throw new Refusal('REFRESH_TOKEN_TIME_OUT', '刷新令牌refresh_token已过期');
    }
    if (pair !== authorization.current && settings.repeatedRefresh === 'current-pair') {
      return { authorization, pair: authorization.current };
    }
    authorization.current.replacedAt ??= now;
    const issued = this.#issue(authorization, now);
    events.publish({ type: 'refreshed', at: now, ...issued });
    return issued;
  }

  /** The merchant cancels. @returns `undefined` when it never authorized. Cancelling twice changes nothing. */
  cancel(appId: string, authAppId: string): Authorization | undefined {
    const authorization = this.#authorizations.get(keyOf(appId, authAppId));
    if (authorization !== undefined) this.#end(authorization, 'cancelled');
    return authorization;
  }

  findToken(appAuthToken: string): IssuedPair | undefined {
    return this.#byToken.get(appAuthToken);
  }

  authorizations(): Authorization[] {
    return [...this.#authorizations.values()];
  }

  codes(): AuthorizationCode[] {
    return [...this.#codes.values()];
  }

  #authorize(appId: string, merchant: MerchantApplication, methods: Application['methods'], now: number): IssuedPair {
    if (merchant.kind === 'TINYAPP') this.#endElsewhere(appId, merchant.authAppId);
    const key = keyOf(appId, merchant.authAppId);
    const known = this.#authorizations.get(key);
    if (known !== undefined) {
      for (const pair of known.pairs) pair.reauthorizedAt ??= now;
      known.merchant = merchant;
      known.methods = methods;
      known.status = 'active';
      return this.#issue(known, now);
    }
    const current = this.#newPair(now);
    const authorization: Authorization = { appId, merchant, methods, status: 'active', pairs: [current], current };
    this.#authorizations.set(key, authorization);
    return this.#index(authorization, current);
  }

  /** A mini program is authorized to one application at a time. */
  #endElsewhere(appId: string, authAppId: string): void {
    for (const other of this.#authorizations.values()) {
      if (other.merchant.authAppId === authAppId && other.appId !== appId) this.#end(other, 'authorized-to-another');
    }
  }

  #end(authorization: Authorization, reason: 'cancelled' | 'authorized-to-another'): void {
    if (authorization.status === 'cancelled') return;
    const now = this.#options.clock.now();
    authorization.status = 'cancelled';
    for (const pair of authorization.pairs) pair.cancelledAt ??= now;
    this.#options.events.publish({ type: 'cancelled', at: now, authorization, reason });
  }

  #issue(authorization: Authorization, now: number): IssuedPair {
    const pair = this.#newPair(now);
    authorization.pairs.push(pair);
    authorization.current = pair;
    return this.#index(authorization, pair);
  }

  #newPair(now: number): TokenPair {
    const { random } = this.#options;
    return { appAuthToken: tokenText(random, now), appRefreshToken: tokenText(random, now), issuedAt: now };
  }

  #index(authorization: Authorization, pair: TokenPair): IssuedPair {
    const issued: IssuedPair = { authorization, pair };
    this.#byToken.set(pair.appAuthToken, issued);
    this.#byRefreshToken.set(pair.appRefreshToken, issued);
    return issued;
  }
}
