import type { Authorization } from './authorization.js';
import type { TokenPair } from './token-pair.js';

/** One pair that a consent issued. */
export interface IssuedPair {
  readonly authorization: Authorization;
  readonly pair: TokenPair;
}

/** An `app_auth_code`: redeems, once, the pairs that were issued when the merchant consented. */
export interface AuthorizationCode {
  readonly appId: string;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly issued: readonly IssuedPair[];
  /** The order from which the consent follows. */
  readonly outBizNo: string | undefined;
  used: boolean;
}
