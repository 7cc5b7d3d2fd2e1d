import { checkMerchants, checkUserId } from '../consent/consent.js';
import { SandboxError } from '../sandbox-error.js';
import type { Merchant, NewMerchant, OwnedApplication } from './merchant.js';
import { sampleMerchants } from './sample-merchants.js';

const longestName = 100;
const mostMerchants = 10_000;

/** The merchants who can be chosen on the consent pages. */
export class MerchantRegistry {
  readonly #merchants = new Map<string, Merchant>(sampleMerchants.map((merchant) => [merchant.userId, merchant]));
  #merchantCount = 0;
  #applicationCount = 0;

  /** @throws SandboxError naming the field that is wrong */
  add({ name, userId, merchantApplications }: NewMerchant): Merchant {
    checkName(name, 'name');
    if (this.#merchants.size >= mostMerchants) throw new SandboxError('invalid', 'there are too many merchants');
    const account = userId ?? this.#newUserId();
    const added = merchantApplications.map((one, index): OwnedApplication => {
      if (one.name !== undefined) checkName(one.name, `merchantApplications[${index}].name`);
      return { authAppId: one.authAppId ?? this.#newAuthAppId(), kind: one.kind, name: one.name ?? one.kind };
    });
    if (added.length > 0) checkMerchants(added.map(({ authAppId, kind }) => ({ authAppId, userId: account, kind })));
    else checkUserId(account, 'userId');
    for (const [index, { authAppId }] of added.entries()) {
      const owner = this.#ownerOf(authAppId);
      if (owner !== undefined) {
        throw new SandboxError(
          'invalid',
          `merchantApplications[${index}].authAppId: "${authAppId}" belongs to ${owner.userId}`,
        );
      }
    }
    const known = this.#merchants.get(account)?.merchantApplications ?? [];
    const merchant: Merchant = Object.freeze({
      userId: account,
      name,
      merchantApplications: Object.freeze([...known, ...added]),
    });
    this.#merchants.set(account, merchant);
    return merchant;
  }

  find(userId: string): Merchant | undefined {
    return this.#merchants.get(userId);
  }

  list(): Merchant[] {
    return [...this.#merchants.values()];
  }

  #ownerOf(authAppId: string): Merchant | undefined {
    return this.list().find(({ merchantApplications }) =>
      merchantApplications.some((one) => one.authAppId === authAppId),
    );
  }

  #newUserId(): string {
    this.#merchantCount += 1;
    const userId = `20889001${String(this.#merchantCount).padStart(8, '0')}`;
    return this.#merchants.has(userId) ? this.#newUserId() : userId;
  }

  #newAuthAppId(): string {
    this.#applicationCount += 1;
    const authAppId = `20219001${String(this.#applicationCount).padStart(8, '0')}`;
    return this.#ownerOf(authAppId) === undefined ? authAppId : this.#newAuthAppId();
  }
}

function checkName(name: string, field: string): void {
  if (name.trim() === '' || name.length > longestName) {
    throw new SandboxError('invalid', `${field}: expected 1 to ${longestName} characters`);
  }
}
