import { setTimeout as pause } from 'node:timers/promises';
import { Gone, Refused } from './conversation.mjs';
import { Lanes } from './lanes.mjs';

const lanes = 4;
const weights = { consent: 26, cancel: 9, rotate: 30, token: 26, deactivate: 2, again: 7, cross: 5, reseal: 1 };
const tokenPath = '/v3/alipay/open/auth/token/app';
const reloads = 6;

/** What merchants and the application's users do, all the time, while nodes die. */
export class Load {
  #world;
  #random;
  #lanes;

  /** @param world `alipay`, `nodes`, `merchants`, `codes`, `findings` */
  constructor(world, random) {
    this.#world = world;
    this.#random = random;
    this.#lanes = new Lanes({ count: lanes, random, act: () => this.#act(), note: (error) => this.#note(error) });
  }

  start() {
    this.#lanes.start();
  }

  stop() {
    return this.#lanes.stop();
  }

  /** Runs something while nothing of the load is under way. */
  quietly(run) {
    return this.#lanes.quietly(run);
  }

  async #act() {
    const { merchants } = this.#world;
    const merchant = this.#random.pick(merchants.all());
    const action = this.#random.weighted(weights);
    if (action === 'consent') await this.#consent(merchant);
    else if (action === 'again') await this.#redeem(this.#random.pick(this.#world.codes.slice(-20)));
    else if (action === 'cancel') await this.#cancel(merchant);
    else if (action === 'token') await this.#readToken(merchant);
    else if (action === 'deactivate') await this.#deactivate(merchant);
    else if (action === 'cross') await this.#cross(merchant);
    else if (action === 'reseal') await this.#onNodes((node) => node.ask('reseal'));
    else await this.#rotate(merchant);
  }

  #rotate(merchant) {
    return this.#onNodes((node) => node.ask('rotate', address(merchant)));
  }

  /** A rotation loses its response; the merchant consents again; another rotation meets the new grant on its way in. */
  async #cross(merchant) {
    if (!merchant.active || merchant.consenting > 0 || merchant.deactivating) return;
    const { alipay } = this.#world;
    const lost = { effect: 'drop-after', match: { path: tokenPath, grantType: 'refresh_token' }, times: 1 };
    await alipay.ask('fault', { fault: lost });
    await this.#rotate(merchant).catch((error) => this.#note(error));
    const code = await this.#giveConsent([merchant]);
    const slow = {
      effect: 'delay',
      match: { path: `${tokenPath}/query` },
      times: 2,
      ms: this.#random.between(50, 900),
    };
    await alipay.ask('fault', { fault: slow });
    const between = this.#random.between(0, 400);
    const results = await Promise.allSettled([this.#redeem(code), pause(between).then(() => this.#rotate(merchant))]);
    for (const result of results) if (result.status === 'rejected') this.#note(result.reason);
  }

  async #consent(first) {
    const { merchants } = this.#world;
    const others = this.#random.chance(0.3) ? merchants.of(first.appId) : [];
    const chosen = [first, ...others.filter((one) => one !== first && this.#random.chance(0.25)).slice(0, 4)];
    if (chosen.some(({ deactivating }) => deactivating)) return;
    const code = await this.#giveConsent(chosen);
    // Now and then the merchant does not come back.
    if (first.quiet || this.#random.chance(0.85)) await this.#redeem(code);
  }

  /** @returns the code */
  async #giveConsent(chosen) {
    const { alipay, merchants, codes } = this.#world;
    const [first] = chosen;
    merchants.beginConsent(chosen);
    const merchantApplications = chosen.map(({ authAppId, userId, kind }) => ({ authAppId, userId, kind }));
    const { text, at } = await alipay.ask('consent', { appId: first.appId, merchantApplications });
    const reference = `order-${codes.length}`;
    const code = { appId: first.appId, text, reference, quiet: first.quiet, settled: false, merchants: chosen };
    codes.push(code);
    merchants.endConsent(chosen, code, at);
    return code;
  }

  /** The merchant's browser, which reloads the page when there is no response. */
  async #redeem(code) {
    if (code === undefined) return;
    for (let load = 0; load < reloads && !this.#lanes.isStopped; load += 1) {
      if (await offerCode(this.#onNodes.bind(this), code)) return;
      await pause(this.#random.between(5, 60));
    }
  }

  async #cancel(merchant) {
    if (!merchant.active || merchant.consenting > 0) return;
    merchant.active = false;
    await this.#world.alipay.ask('cancel', address(merchant));
  }

  async #deactivate(merchant) {
    if (!merchant.active || merchant.consenting > 0 || merchant.deactivating) return;
    merchant.deactivating = true;
    merchant.endedHere = true;
    try {
      await this.#onNodes((node) => node.ask('deactivate', address(merchant)));
    } finally {
      merchant.deactivating = false;
    }
  }

  async #readToken(merchant) {
    const { cancellationHeard, consents } = merchant;
    const { value, stale } = await this.#onNodes((node) => node.ask('token', address(merchant)));
    this.#world.findings.served.push({ ...address(merchant), value });
    if (!cancellationHeard || stale || merchant.consents !== consents) return;
    this.#world.findings.add('wronglyServed', `${merchant.authAppId} was served after its cancellation was accepted`);
  }

  /** One node, or every node at once. */
  async #onNodes(ask) {
    const up = this.#world.nodes.ready();
    if (up.length === 0) throw new Gone();
    if (this.#random.chance(0.7)) return ask(this.#random.pick(up).conversation);
    const results = await Promise.allSettled(up.map(({ conversation }) => ask(conversation)));
    for (const result of results) if (result.status === 'rejected') this.#note(result.reason);
    for (const result of results) if (result.status === 'fulfilled') return result.value;
    const [first] = results;
    throw first?.status === 'rejected' ? first.reason : new Gone();
  }

  /** Errors of the vault are responses; anything else is a fault in it. */
  #note(error) {
    if (error instanceof Gone || (error instanceof Refused && error.code !== undefined)) return;
    this.#world.findings.add('unexpected', error.message);
  }
}

/**
 * Hands a code to the vault.
 *
 * @returns whether the vault has given its final word
 */
export async function offerCode(onNodes, code) {
  try {
    await onNodes((node) => node.ask('redeem', { appId: code.appId, code: code.text, reference: code.reference }));
    code.settled = true;
    code.word = 'redeemed';
  } catch (error) {
    if (error instanceof Refused && /^code-/.test(error.code ?? '')) {
      code.settled = true;
      code.word = error.code;
    } else {
      // The process that had it may have been killed, or got no response; the code may be used now.
      code.interrupted = true;
      if (error instanceof Refused && error.code === undefined) throw error;
    }
  }
  return code.settled;
}

const address = ({ appId, authAppId }) => ({ appId, authAppId });
