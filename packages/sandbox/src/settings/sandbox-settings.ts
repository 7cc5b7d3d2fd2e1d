/** The rules that no public source settles, and the lifetimes of credentials. Seconds unless said otherwise. */
export interface SandboxSettings {
  /** How far a request's timestamp may be from the sandbox clock, either way. Default 600. */
  readonly timestampWindow: number;
  /**
   * Accept timestamps that are right by the unmoved clock too, for clients whose clock cannot be moved along with the
   * sandbox's. Default `false`.
   */
  readonly acceptUnmovedTime: boolean;
  /** Life of an unused `app_auth_code`. Default 86,400 (24 hours). */
  readonly codeLifetime: number;
  /** `expires_in`: told, but no token dies of it. Default 31,536,000 (365 days). */
  readonly expiresIn: number;
  /** `re_expires_in`: life of an `app_refresh_token`, from its issue. Default 32,140,800 (372 days). */
  readonly reExpiresIn: number;
  /** How long an old `app_auth_token` works on after a refresh or a re-authorization. Default 86,400 (24 hours). */
  readonly oldTokenGrace: number;
  /**
   * Whether a refresh token that was used, or whose pair was replaced by a re-authorization, may be used (again):
   * `lenient` until its own end, after a re-authorization until the grace is over; `strict` never. Default `lenient`.
   */
  readonly refreshReuse: 'lenient' | 'strict';
  /** What a repeated refresh answers: another pair, or the current pair once more. Default `new-pair`. */
  readonly repeatedRefresh: 'new-pair' | 'current-pair';
  /** The top-level fields of a batch's answer: absent, or those of the first pair. Default `absent`. */
  readonly batchTopLevel: 'absent' | 'first';
  /**
   * When answers are encrypted: for requests with `alipay-encrypt-type`, or for every request of an application that
   * has an `encryptKey`. Default `as-requested`.
   */
  readonly encryptResponses: 'as-requested' | 'always';
  /** How notifications are encoded. Default `UTF-8`. */
  readonly notificationCharset: 'UTF-8' | 'GBK';
  /** How long the response to a notification may take, in real time. Default 5. */
  readonly notificationTimeout: number;
  /**
   * What the notification of a cancellation names beside the merchant's account: the merchant application, its token (as
   * `order_id`), or nothing. Default `application`.
   */
  readonly cancellationContent: 'application' | 'token' | 'user';
  /** What consent pages accept as `state`: any text, or base64 only, as invitations need it. Default `any`. */
  readonly stateForm: 'any' | 'base64';
}

export const defaultSettings: SandboxSettings = Object.freeze({
  timestampWindow: 600,
  acceptUnmovedTime: false,
  codeLifetime: 86_400,
  expiresIn: 31_536_000,
  reExpiresIn: 32_140_800,
  oldTokenGrace: 86_400,
  refreshReuse: 'lenient',
  repeatedRefresh: 'new-pair',
  batchTopLevel: 'absent',
  encryptResponses: 'as-requested',
  notificationCharset: 'UTF-8',
  notificationTimeout: 5,
  cancellationContent: 'application',
  stateForm: 'any',
} as const);

const choices: Readonly<Record<string, readonly string[]>> = {
  refreshReuse: ['lenient', 'strict'],
  repeatedRefresh: ['new-pair', 'current-pair'],
  batchTopLevel: ['absent', 'first'],
  encryptResponses: ['as-requested', 'always'],
  notificationCharset: ['UTF-8', 'GBK'],
  cancellationContent: ['application', 'token', 'user'],
  stateForm: ['any', 'base64'],
};

/**
 * Fills in the defaults.
 *
 * @throws TypeError naming the setting that is unknown or wrong
 */
export function resolveSettings(given: Partial<SandboxSettings> = {}): SandboxSettings {
  const settings: Record<string, unknown> = { ...defaultSettings };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultSettings, name)) throw new TypeError(`settings.${name}: no such setting`);
    if (value === undefined) continue;
    checkSetting(name, value);
    settings[name] = value;
  }
  return Object.freeze({ ...defaultSettings, ...settings });
}

function checkSetting(name: string, value: unknown): void {
  const allowed = choices[name];
  if (allowed !== undefined) {
    if (!allowed.includes(String(value))) {
      throw new TypeError(`settings.${name}: expected ${allowed.map((choice) => `"${choice}"`).join(' or ')}`);
    }
  } else if (name === 'acceptUnmovedTime') {
    if (typeof value !== 'boolean') throw new TypeError(`settings.${name}: expected true or false`);
  } else if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new TypeError(`settings.${name}: expected a whole number of seconds, 0 or more`);
  }
}
