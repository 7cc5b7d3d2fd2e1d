import { applicationKinds } from '@lingpai/alipay';
import type { MerchantApplication } from '../lifecycle/authorization.js';
import type { AuthorizationSnapshot } from '../lifecycle/state-snapshot.js';
import { SandboxError } from '../sandbox-error.js';

/** A merchant consents: what `consent` and `POST /sandbox/consents` take. */
export interface Consent {
  /** The application that may act for the merchant from now on. */
  readonly appId: string;
  /** One for a plain consent, several for a batch. */
  readonly merchantApplications: readonly MerchantApplication[];
  /**
   * The order at the service market from which the consent follows, as `orderService` returns it. Its notification names
   * it as `out_biz_no`. Default: an invented number.
   */
  readonly outBizNo?: string;
}

export interface ConsentResponse {
  readonly app_auth_code: string;
  readonly authorizations: readonly AuthorizationSnapshot[];
}

const authAppIdPattern = /^[0-9A-Za-z_-]{1,32}$/;
/** An account at Alipay. */
export const userIdPattern: RegExp = /^2088[0-9]{12}$/;

/** @throws SandboxError naming the field when it is not the account of a merchant */
export function checkUserId(userId: string, field: string): void {
  if (userIdPattern.test(userId)) return;
  throw new SandboxError('invalid', `${field}: expected 16 digits beginning with 2088`);
}

/** @throws SandboxError naming the field that is wrong */
export function checkMerchants(merchants: readonly MerchantApplication[]): void {
  if (merchants.length === 0) throw new SandboxError('invalid', 'merchantApplications: expected at least one');
  const seen = new Set<string>();
  for (const [index, { authAppId, userId, kind }] of merchants.entries()) {
    const field = `merchantApplications[${index}]`;
    if (!authAppIdPattern.test(authAppId)) {
      throw new SandboxError('invalid', `${field}.authAppId: expected 1 to 32 letters, digits, "_" or "-"`);
    }
    checkUserId(userId, `${field}.userId`);
    if (!applicationKinds.includes(kind)) {
      throw new SandboxError('invalid', `${field}.kind: expected one of ${applicationKinds.join(', ')}`);
    }
    if (seen.has(authAppId)) throw new SandboxError('invalid', `${field}.authAppId: "${authAppId}" appears twice`);
    seen.add(authAppId);
  }
}
