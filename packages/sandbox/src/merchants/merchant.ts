import type { ApplicationKind } from '@lingpai/alipay';

/** An application that a merchant owns and can authorize. */
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
  /** A known account gets the applications in addition to those it has. Default: a new account. */
  readonly userId?: string;
  readonly merchantApplications: readonly {
    readonly kind: ApplicationKind;
    /** Default: a new id. */
    readonly authAppId?: string;
    /** Default: the kind. */
    readonly name?: string;
  }[];
}
