/** Rules that no public source settles, and lifetimes. Durations are in seconds. */
export interface SandboxSettings {
  /** How far a request's timestamp may be from the sandbox clock, in either direction. Default 600. */
  readonly timestampWindow: number;
  /**
   * Also accept timestamps that are right by the clock as it was before it was moved, for clients whose clock cannot
   * follow the sandbox's. Default `false`.
   */
  readonly acceptUnmovedTime: boolean;
  /**
   * Whether calls are checked against everything that is certain about their fields, requirements and formats included, or
   * only against types. Default `true`.
   */
  readonly strict: boolean;
  /** What becomes of fields, parameters and parts that an operation does not have. Alipay ignores them. Default `ignore`. */
  readonly unknownFields: 'ignore' | 'refuse';
  /** How long an unused `app_auth_code` is valid. Default 86,400 (24 hours). */
  readonly codeLifetime: number;
  /** `expires_in` of a token pair. No token expires because of it. Default 31,536,000 (365 days). */
  readonly expiresIn: number;
  /** `re_expires_in`: how long an `app_refresh_token` is valid after its issue. Default 32,140,800 (372 days). */
  readonly reExpiresIn: number;
  /**
   * How long an old `app_auth_token` remains valid after a refresh or a re-authorization. Default 600 (10 minutes), the
   * shortest time that Alipay's documentation names.
   */
  readonly oldTokenGrace: number;
  /**
   * Whether a refresh token can be used again after it was used, or after a re-authorization replaced its pair.
   * `lenient`: until it expires; after a re-authorization, while the old token remains valid. `strict`: never. Default
   * `lenient`.
   */
  readonly refreshReuse: 'lenient' | 'strict';
  /** Whether a repeated refresh returns another pair or the current pair again. Default `new-pair`. */
  readonly repeatedRefresh: 'new-pair' | 'current-pair';
  /** The top-level fields of a response for several authorizations: none, or those of the first pair. Default `absent`. */
  readonly batchTopLevel: 'absent' | 'first';
  /**
   * The form of a response for a single authorization: without `tokens` (`absent`), with the pair at the top level and
   * in `tokens` (`both`), or in `tokens` alone (`only`). Default `absent`.
   */
  readonly singleTokens: 'absent' | 'both' | 'only';
  /**
   * Whether a v3 request in certificate mode must carry `alipay-root-cert-sn`. A value that is sent is always checked.
   * The v2 gateway always requires `alipay_root_cert_sn`. Default `optional`.
   */
  readonly rootCertSn: 'optional' | 'required';
  /**
   * When the v3 gateway encrypts a successful response: whenever the application has an `encryptKey`
   * (`by-application`), or only when the request carries `alipay-encrypt-type` (`as-requested`). Default
   * `by-application`. The v2 gateway follows `encrypt_type`.
   */
  readonly encryptResponses: 'by-application' | 'as-requested';
  /** How long a paid trade can be refunded; then it is `TRADE_FINISHED`. Default 31,536,000 (365 days). */
  readonly refundPeriod: number;
  /** How long a bank takes to credit a transfer to a card; until then it is `DEALING`. Default 7,200 (2 hours). */
  readonly bankTransferTime: number;
  /** How long the address of a bill can be downloaded from. Default 30. */
  readonly billUrlLifetime: number;
  /** How notifications are encoded. Default `UTF-8`. */
  readonly notificationCharset: 'UTF-8' | 'GBK';
  /** How long a receiver may take to respond to a notification, in real time. Default 5. */
  readonly notificationTimeout: number;
  /**
   * What the notification of a cancellation contains besides the merchant's account: the merchant application, its token
   * (as `order_id`), or nothing. Default `application`.
   */
  readonly cancellationContent: 'application' | 'token' | 'user';
  /** What consent pages accept as `state`: any text, or only base64, which invitations require. Default `any`. */
  readonly stateForm: 'any' | 'base64';
}

export const defaultSettings: SandboxSettings = Object.freeze({
  timestampWindow: 600,
  acceptUnmovedTime: false,
  strict: true,
  unknownFields: 'ignore',
  codeLifetime: 86_400,
  expiresIn: 31_536_000,
  reExpiresIn: 32_140_800,
  oldTokenGrace: 600,
  refreshReuse: 'lenient',
  repeatedRefresh: 'new-pair',
  batchTopLevel: 'absent',
  singleTokens: 'absent',
  rootCertSn: 'optional',
  encryptResponses: 'by-application',
  refundPeriod: 31_536_000,
  bankTransferTime: 7200,
  billUrlLifetime: 30,
  notificationCharset: 'UTF-8',
  notificationTimeout: 5,
  cancellationContent: 'application',
  stateForm: 'any',
} as const);

const choices: Readonly<Record<string, readonly string[]>> = {
  unknownFields: ['ignore', 'refuse'],
  refreshReuse: ['lenient', 'strict'],
  repeatedRefresh: ['new-pair', 'current-pair'],
  batchTopLevel: ['absent', 'first'],
  singleTokens: ['absent', 'both', 'only'],
  rootCertSn: ['optional', 'required'],
  encryptResponses: ['by-application', 'as-requested'],
  notificationCharset: ['UTF-8', 'GBK'],
  cancellationContent: ['application', 'token', 'user'],
  stateForm: ['any', 'base64'],
};

const switches: readonly string[] = ['acceptUnmovedTime', 'strict'];

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
  } else if (switches.includes(name)) {
    if (typeof value !== 'boolean') throw new TypeError(`settings.${name}: expected true or false`);
  } else if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new TypeError(`settings.${name}: expected a whole number of seconds, 0 or more`);
  }
}
