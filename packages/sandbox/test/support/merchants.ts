import type { ApplicationKind } from '@lingpai/alipay';
import type { MerchantApplication } from '@lingpai/sandbox';

/** A merchant's application; the same number gives the same one. */
export function merchant(number = 1, kind: ApplicationKind = 'WEBAPP'): MerchantApplication {
  return {
    authAppId: `2021${String(number).padStart(12, '0')}`,
    userId: `2088${String(number).padStart(12, '0')}`,
    kind,
  };
}
