import type { ApplicationKind } from '@lingpai/alipay';

/** What a merchant owns and may authorize. */
export interface OwnedApplication {
  readonly authAppId: string;
  readonly kind: ApplicationKind;
  readonly name: string;
}

/** A merchant who can be chosen on the consent pages. */
export interface Merchant {
  /** The account: 16 digits, beginning with 2088. */
  readonly userId: string;
  readonly name: string;
  readonly merchantApplications: readonly OwnedApplication[];
}

/** What `addMerchant` and `POST /sandbox/merchants` take. */
export interface NewMerchant {
  readonly name: string;
  /** An account that is there already gets the applications beside those it has. Default: a new one. */
  readonly userId?: string;
  readonly merchantApplications: readonly {
    readonly kind: ApplicationKind;
    /** Default: a new one. */
    readonly authAppId?: string;
    /** Default: the kind. */
    readonly name?: string;
  }[];
}
