import type { ApplicationKind } from '@lingpai/alipay';
import type { TokenPair } from './token-pair.js';

/** What a merchant authorizes. */
export interface MerchantApplication {
  readonly authAppId: string;
  /** The merchant's account: 16 digits, beginning with 2088. */
  readonly userId: string;
  readonly kind: ApplicationKind;
}

/** The right of an application to act for a merchant application, with every pair that was issued for it. */
export interface Authorization {
  readonly appId: string;
  merchant: MerchantApplication;
  /** What the merchant permitted at the last consent; `undefined`: every method. */
  methods: readonly string[] | undefined;
  status: 'active' | 'cancelled';
  /** Oldest first. */
  readonly pairs: TokenPair[];
  current: TokenPair;
}
