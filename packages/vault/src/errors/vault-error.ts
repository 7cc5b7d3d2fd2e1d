/** Why the vault cannot do what it was asked to. */
export type VaultErrorCode =
  /** The vault has no application of this `appId`: it was never added, or was removed. */
  | 'unknown-application'
  /** `addApplication` was called for an application that the vault has. */
  | 'application-exists'
  /** The vault holds no such authorization. */
  | 'unknown-authorization'
  /** Several authorizations are meant by what was given to `assign`. */
  | 'ambiguous'
  /** The merchant cancelled; only a new consent helps. */
  | 'cancelled'
  /** The authorization was deactivated on our side; at Alipay it still exists. A new consent activates it. */
  | 'deactivated'
  /** No pair that the vault holds works any more; only a new consent helps. */
  | 'needs-reauthorization'
  /**
   * Alipay has to say first whether the authorization may be used: a cancellation may have ended it, or the database was
   * restored. It has not yet, and is asked again.
   */
  | 'unconfirmed'
  /** The `app_auth_code` is older than 24 hours and was never offered to Alipay. `link` is a new consent link. */
  | 'code-expired'
  /** The `app_auth_code` was used, and no notification has brought its pairs so far. `link` is a new consent link. */
  | 'code-used'
  /** Alipay refuses the `app_auth_code`: it never issued it to this application. */
  | 'code-refused'
  /** The code is stored, and will be redeemed as soon as Alipay responds. */
  | 'redemption-pending'
  /** Alipay may have rotated the pair, the response is lost. It is repeated; the current token is served meanwhile. */
  | 'outcome-unknown'
  /** The pair was not rotated this time; `failure` says why. It is tried again. */
  | 'rotation-failed'
  /** The refresh token is used or expired. The current token is served while it works. */
  | 'cannot-rotate'
  /** A response of Alipay speaks of another merchant application than was asked for. */
  | 'mismatch'
  /** Calls of this application are stopped: Alipay refuses all of them, or cannot be reached. */
  | 'circuit-open'
  /** Alipay's clock and ours are more than five minutes apart. */
  | 'clock-skew'
  /** The database cannot be reached or refuses. */
  | 'database'
  /** The tables are not those that this version made. */
  | 'schema'
  /** The tables were made by a newer version. */
  | 'newer-schema'
  /** The SQLite file exists, and has no tables of the vault: perhaps it was copied without its write-ahead log. */
  | 'foreign-file'
  /** The SQLite file was deleted or replaced while it was open. Nothing is written any more. */
  | 'database-replaced'
  /** The server of the database can lose commits that it has confirmed. */
  | 'weak-durability'
  /** The database is new, but the spool's folder remembers another: it was lost, or the wrong one was opened. */
  | 'database-lost'
  /** The database is not where it was: a copy, or restored elsewhere. */
  | 'cloned'
  /** The database belongs to another Alipay (production, sandbox) than the client speaks to. */
  | 'wrong-environment'
  /** A master key is not the one that sealed the database. */
  | 'wrong-key'
  /** Something is sealed with a master key that was not given. */
  | 'missing-key'
  /** Something sealed does not open; it is set aside. */
  | 'unreadable'
  /** A row was changed in the database by something other than the vault; it is not used. */
  | 'tampered'
  /** A file to import is damaged, or not one of `export`. */
  | 'invalid-import'
  /** A file or folder that the caller named exists already, or cannot be read or written; `cause` is the system's error. */
  | 'file'
  /** `start` was called while the workers run. */
  | 'already-started'
  /** The vault was closed. */
  | 'closed';

export interface VaultErrorDetails {
  readonly cause?: unknown;
  readonly appId?: string | undefined;
  readonly authAppId?: string | undefined;
  /** With `rotation-failed`, `outcome-unknown` and `redemption-pending`: the class of what went wrong. */
  readonly failure?: string | undefined;
  /**
   * With `code-expired` and `code-used`: where to send the merchant, when the code came with a `state` of ours and the
   * application has a `redirectUri`.
   */
  readonly link?: { readonly url: string; readonly state: string } | undefined;
}

/**
 * The vault cannot do what was asked; `code` says why. A mistake of the caller is a `TypeError` instead.
 *
 * No message and no field holds a token, a code or a key.
 */
export class VaultError extends Error {
  readonly code: VaultErrorCode;
  readonly appId: string | undefined;
  readonly authAppId: string | undefined;
  readonly failure: string | undefined;
  readonly link: { readonly url: string; readonly state: string } | undefined;

  static {
    VaultError.prototype.name = 'VaultError';
  }

  constructor(code: VaultErrorCode, message: string, details: VaultErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.appId = details.appId;
    this.authAppId = details.authAppId;
    this.failure = details.failure;
    this.link = details.link;
  }
}

/** Tells whether something caught is a {@link VaultError} and, with `code`, whether it is that one. */
export function isVaultError(error: unknown, code?: VaultErrorCode | readonly VaultErrorCode[]): error is VaultError {
  if (!(error instanceof VaultError)) return false;
  if (code === undefined) return true;
  return typeof code === 'string' ? error.code === code : code.includes(error.code);
}
