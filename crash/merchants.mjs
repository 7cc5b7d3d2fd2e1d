/** How many of each kind there are per application; mini programs go from one application to the other. */
const sizes = { web: 10, mini: 4 };

export const keyOf = ({ appId, authAppId }) => `${appId} ${authAppId}`;

/**
 * What the harness knows of the merchants: what they did, and what the vault was told about it.
 * `quiet` applications get no notifications, so that a code is all there is.
 */
export class Merchants {
  #byKey = new Map();

  constructor(applications) {
    for (const [place, { appId, quiet }] of applications.entries()) {
      for (let index = 0; index < sizes.web; index += 1) this.#add({ appId, quiet, kind: 'WEBAPP' }, place, index);
      if (quiet) continue;
      for (let index = 0; index < sizes.mini; index += 1) this.#add({ appId, quiet, kind: 'TINYAPP' }, 9, index);
    }
  }

  #add({ appId, quiet, kind }, place, index) {
    const digits = `${place}${String(index).padStart(3, '0')}`;
    const merchant = {
      appId,
      authAppId: `202100000000${digits}`,
      userId: `208800000000${digits}`,
      kind,
      quiet,
      /** How many consents there were, and whether one is on its way. */
      consents: 0,
      consenting: 0,
      consentedAt: 0,
      active: false,
      /** A cancellation was answered with `success`, and there has been no consent since. */
      cancellationHeard: false,
      /** We deactivated it, and there has been no consent since. */
      endedHere: false,
      /** A deactivation is under way: which of it and a consent comes first would not be known. */
      deactivating: false,
      code: undefined,
    };
    this.#byKey.set(keyOf(merchant), merchant);
  }

  all() {
    return [...this.#byKey.values()];
  }

  of(appId) {
    return this.all().filter((one) => one.appId === appId);
  }

  get(key) {
    return this.#byKey.get(keyOf(key));
  }

  beginConsent(merchants) {
    for (const merchant of merchants) {
      merchant.consents += 1;
      merchant.consenting += 1;
      merchant.cancellationHeard = false;
      merchant.endedHere = false;
    }
  }

  /** @param at Alipay's time */
  endConsent(merchants, code, at) {
    for (const merchant of merchants) {
      merchant.consentedAt = at;
      merchant.consenting -= 1;
      merchant.active = true;
      merchant.code = code;
      if (merchant.kind !== 'TINYAPP') continue;
      for (const other of this.all()) {
        if (other.authAppId === merchant.authAppId && other.appId !== merchant.appId) other.active = false;
      }
    }
  }

  /** A node answered a notification. */
  heard(appId, body, response) {
    if (response !== 'success') return;
    const fields = new URLSearchParams(body.toString());
    if (fields.get('msg_method') !== 'alipay.open.auth.appauth.cancelled') return;
    const { auth_app_id: authAppId } = JSON.parse(fields.get('biz_content') ?? '{}');
    const merchant = this.get({ appId, authAppId });
    if (merchant === undefined || merchant.active || merchant.consenting > 0) return;
    if (Number(fields.get('utc_timestamp')) > merchant.consentedAt) merchant.cancellationHeard = true;
  }
}
