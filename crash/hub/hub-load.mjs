import { setTimeout as pause } from 'node:timers/promises';
import { Lanes } from '../lanes.mjs';
import { isPassing, proceed } from './consent-link.mjs';
import { NoResponse } from './hub-client.mjs';

const lanes = 6;
const weights = { invite: 24, rotate: 14, pay: 26, refund: 8, token: 14, cancel: 6, deactivate: 2, assign: 6 };
const decisions = { consent: 80, decline: 7, revoke: 6, ignore: 7 };
/** How often a browser is reloaded, or a request repeated, before its user gives up for a while. */
const reloads = 8;
/** Problems that a caller has to expect of a merchant who may have cancelled, or has not authorized yet. */
const expectedProblems = new Set([400, 404, 409]);

/** Milliseconds between the last look of the hub at the journal and the arrival of its response, on a busy machine. */
const lastLook = 1_000;
/** Milliseconds between a consent and the time that Alipay told afterwards, at most. */
const slack = 100;

/** What programs and merchants do with the hub over HTTP, all the time, while its nodes are killed. */
export class HubLoad {
  #world;
  #random;
  #prefix;
  #count = 0;
  #lanes;
  #recording;
  /** Links whose users come back to them. */
  #waiting = [];
  /** Merchant applications that something is done with which must not cross. */
  #taken = new Set();

  /** @param prefix of references and numbers: no two rounds have the same */
  constructor(world, random, prefix) {
    this.#world = world;
    this.#random = random;
    this.#prefix = prefix;
    this.#lanes = new Lanes({ count: lanes, random, act: () => this.#act(), note: (error) => this.#note(error) });
  }

  start() {
    this.#lanes.start();
    this.#recording = this.#keepRecord();
  }

  async stop() {
    await this.#lanes.stop();
    await this.#recording;
  }

  /** Runs something while nothing of the load is under way. */
  quietly(run) {
    return this.#lanes.quietly(run);
  }

  async #keepRecord() {
    while (!this.#lanes.isStopped) {
      await this.#world.record.update();
      await pause(500);
    }
  }

  #note(error) {
    if (error instanceof NoResponse) this.#world.count('requests without a response');
    else this.#world.findings.add('unexpected', error.stack);
  }

  async #act() {
    if (this.#waiting.length > 0 && this.#random.chance(0.3)) return this.#resume(this.#waiting.shift());
    const merchant = this.#random.pick(this.#world.merchants.all());
    const action = this.#random.weighted(weights);
    if (action === 'invite') await this.#alone([merchant, ...this.#companions(merchant)], (all) => this.#invite(all));
    else if (action === 'cancel') await this.#alone([merchant], () => this.#cancel(merchant));
    else if (action === 'deactivate') await this.#alone([merchant], () => this.#deactivate(merchant));
    else if (action === 'assign') await this.#alone([merchant], () => this.#assign(merchant));
    else if (action === 'rotate') await this.#rotate(merchant);
    else if (action === 'pay') await this.#pay(merchant);
    else if (action === 'refund') await this.#refund();
    else await this.#readToken(merchant);
  }

  /** Others who consent with the same code, now and then. */
  #companions(first) {
    if (!this.#random.chance(0.2)) return [];
    const { merchants } = this.#world;
    return merchants.of(first.appId).filter((one) => one !== first && this.#random.chance(0.15));
  }

  /** Nothing else that changes an authorization is done to those merchants meanwhile. */
  async #alone(wanted, run) {
    if (wanted.some(({ authAppId }) => this.#taken.has(authAppId))) return;
    for (const { authAppId } of wanted) this.#taken.add(authAppId);
    let isOver = true;
    try {
      isOver = (await run(wanted)) ?? true;
    } finally {
      if (isOver) this.#free(wanted);
    }
  }

  #free(merchants) {
    for (const { authAppId } of merchants) this.#taken.delete(authAppId);
  }

  /** @returns whether the link has come to its end */
  async #invite(merchants) {
    const [{ appId }] = merchants;
    const name = this.#newName();
    const decision = this.#random.weighted(decisions);
    // Now and then a merchant closes the page that does not load.
    const isPatient = this.#random.chance(0.9);
    const link = { appId, merchants, reference: name, key: `link-${name}`, decision, isPatient, done: false };
    this.#world.links.push(link);
    this.#world.count('links');
    return this.#goOn(link);
  }

  async #goOn(link) {
    for (let load = 0; load < reloads && !this.#lanes.isStopped; load += 1) {
      link.done = await proceed(this.#world, link);
      link.isAbandoned = !link.done && !link.isPatient && link.returns > 0;
      link.done ||= link.isAbandoned;
      if (link.done) return true;
      await pause(this.#random.between(20, 400));
    }
    this.#waiting.push(link);
    return false;
  }

  async #resume(link) {
    if (await this.#goOn(link)) this.#free(link.merchants);
  }

  async #cancel(merchant) {
    if (!merchant.active) return;
    merchant.active = false;
    await this.#world.alipay.ask('cancel', { appId: merchant.appId, authAppId: merchant.authAppId });
  }

  async #deactivate(merchant) {
    if (!merchant.active) return;
    merchant.endedHere = true;
    await this.#change(merchant, 'deactivate', {});
  }

  async #assign(merchant) {
    const reference = this.#newName();
    // Until there is a response, it is not known which of the two is stored.
    merchant.assigned = undefined;
    const { status } = await this.#change(merchant, 'assign', { body: { reference } });
    if (status === 200) merchant.assigned = { reference, consents: merchant.consents };
  }

  async #rotate(merchant) {
    const { appId, authAppId } = merchant;
    const { status, json } = await this.#change(merchant, 'rotate', {});
    if (status === 200) this.#world.rotated.push({ appId, authAppId, generation: json.generation });
    if (status === 200) this.#world.count('rotations');
  }

  async #change({ appId, authAppId }, what, options) {
    const response = await this.#world.ask('POST', `/v1/apps/${appId}/authorizations/${authAppId}/${what}`, options);
    return this.#expect(response, what);
  }

  #pay(merchant) {
    const body = {
      out_trade_no: this.#newName(),
      subject: 'tea',
      total_amount: '8.80',
      scene: 'bar_code',
      auth_code: '281234567890123456',
      notify_url: `${this.#world.address}/notify/${merchant.appId}`,
    };
    return this.#call(merchant, 'pay', { number: body.out_trade_no, body });
  }

  async #refund() {
    const { calls } = this.#world;
    const payment = calls.length === 0 ? undefined : this.#random.pick(calls);
    if (payment?.kind !== 'pay' || payment.status !== 200) return;
    const number = this.#newName();
    const body = { out_trade_no: payment.number, refund_amount: '0.10', out_request_no: number };
    await this.#call(payment.merchant, 'refund', { number, body });
  }

  /** Made once, whatever becomes of it. */
  async #call(merchant, kind, { number, body }) {
    const call = { kind, number, merchant, status: undefined, outcome: undefined };
    this.#world.calls.push(call);
    this.#world.count(kind === 'pay' ? 'payments' : 'refunds');
    const path = `/proxy/${merchant.appId}/${merchant.authAppId}/v3/alipay/trade/${kind}`;
    const { active, consents } = merchant;
    const response = await this.#world.ask('POST', path, { key: 'proxy', body });
    const endedAt = this.#world.clock();
    call.status = response.status;
    call.outcome = response.json?.outcome;
    // What Alipay says to a token whose merchant has cancelled, or consents again at this moment.
    const isCurrent = active && merchant.active && merchant.consents === consents;
    if (response.status === 403 && (!isCurrent || (await this.#isReplaced(merchant, response, endedAt)))) return;
    this.#expect(response, kind);
  }

  /** Whether Alipay had replaced the token, and no node could know another one. */
  async #isReplaced(merchant, { json }, endedAt) {
    if (json?.code !== 'app-auth-token-time-out') return false;
    if ((await this.#isRotating(merchant, endedAt)) || (await this.#isReturning(merchant, endedAt))) return true;
    await this.#tellRotations(merchant, endedAt);
    return false;
  }

  /**
   * Whether the merchant has consented once more, and no node has what the code brings: the browser has not come back so far, or to
   * a node that was killed. Alipay replaces the older tokens when the merchant consents.
   */
  async #isReturning({ appId, authAppId, consentedAt }, endedAt) {
    const its = `app_id = '${appId}' and auth_app_id = '${authAppId}'`;
    const isOfLastConsent = `grant_before >= ${consentedAt - slack} and obtained_at < ${endedAt - lastLook}`;
    const isReturning = (await this.#world.database.count('pair', `${its} and ${isOfLastConsent}`)) === 0;
    if (isReturning) this.#world.count('calls refused before a code was redeemed');
    return isReturning;
  }

  /**
   * Whether Alipay had replaced the token by a rotation whose response no node has applied: until then there is no other. The node
   * may have been killed in between. The hub waits for a rotation that ends meanwhile; only its last look may be too early.
   */
  async #isRotating({ appId, authAppId }, endedAt) {
    const its = `app_id = '${appId}' and auth_app_id = '${authAppId}' and kind = 'rotate'`;
    const isLast = `id = (select max(id) from operation where ${its})`;
    const isOpen = `(state in ('started', 'received', 'unknown') or settled_at >= ${endedAt - lastLook})`;
    const isRotating = (await this.#world.database.count('operation', `${isLast} and ${isOpen}`)) > 0;
    if (isRotating) this.#world.count('calls refused during a rotation');
    return isRotating;
  }

  async #tellRotations({ appId, authAppId }, endedAt) {
    const { database } = this.#world;
    const its = `app_id = '${appId}' and auth_app_id = '${authAppId}' and kind = 'rotate'`;
    const columns = `state, failure, failure_code, settled_at - ${endedAt} as settled_after`;
    const last = await database.query(`select ${columns} from operation where ${its} order by id desc limit 3`);
    process.stderr.write(`a call was refused, and these were the last rotations: ${JSON.stringify(last)}\n`);
  }

  async #readToken(merchant) {
    const { appId, authAppId, cancellationHeard, consents } = merchant;
    const path = `/v1/apps/${appId}/authorizations/${authAppId}/token`;
    const response = await this.#world.ask('GET', path, { key: 'token' });
    const { status, json } = this.#expect(response, 'token');
    if (status !== 200) return;
    this.#world.count('tokens read');
    this.#world.findings.served.push({ appId, authAppId, value: json.token });
    if (!cancellationHeard || json.stale || merchant.consents !== consents) return;
    this.#world.findings.add('wronglyServed', `${authAppId} was served after its cancellation was accepted`);
  }

  #expect(response, what) {
    const { status, text } = response;
    if (status === 200 || isPassing(response) || expectedProblems.has(status)) return response;
    throw new Error(`${what}: an unexpected response, ${status} ${text}`);
  }

  #newName() {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }
}
