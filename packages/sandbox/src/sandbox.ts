import { setMaxListeners } from 'node:events';
import { AlipayIdentity, type RotatedCertificate } from './applications/alipay-identity.js';
import type { ApplicationCredentials, NewApplication } from './applications/application.js';
import type { ApplicationChanges } from './applications/application-addresses.js';
import { ApplicationRegistry } from './applications/application-registry.js';
import { BillBook } from './bills/bill-book.js';
import { SandboxClock } from './clock/sandbox-clock.js';
import { type Consent, type ConsentResponse, checkMerchants } from './consent/consent.js';
import { ContentKeyBook } from './content-keys/content-key-book.js';
import { type Fault, type FaultSubject, type NewFault, requestFaults } from './faults/fault.js';
import type { FaultList } from './faults/fault-list.js';
import { type JournalEntry, RequestJournal } from './journal/request-journal.js';
import { cachingKeySource, type KeySource } from './keys/key-source.js';
import { defaultCacheFolder, noCache, PrivateFolder } from './keys/private-folder.js';
import { AuthorizationBook } from './lifecycle/authorization-book.js';
import { SandboxEvents } from './lifecycle/sandbox-event.js';
import {
  type ApplicationSnapshot,
  type AuthorizationSnapshot,
  applicationSnapshot,
  authorizationSnapshot,
  codeSnapshot,
  type StateSnapshot,
} from './lifecycle/state-snapshot.js';
import type { Merchant, NewMerchant } from './merchants/merchant.js';
import { MerchantRegistry } from './merchants/merchant-registry.js';
import { NonceMemory } from './nonces/nonce-memory.js';
import { checkMessage, type MessageResponse, type NewMessage } from './notifications/message-notification.js';
import type { NotificationSnapshot } from './notifications/notification.js';
import { NotificationDispatcher } from './notifications/notification-dispatcher.js';
import type { NewNotificationFault, NotificationFault } from './notifications/notification-fault.js';
import { serviceOrderNumber } from './notifications/notify-id.js';
import { Refusal } from './refusal.js';
import { SandboxError } from './sandbox-error.js';
import { type NewServiceOrder, type ServiceOrderResponse, serviceOrder } from './service-market/service-order.js';
import { type RandomSource, secureRandom } from './settings/random-source.js';
import { resolveSettings, type SandboxSettings } from './settings/sandbox-settings.js';
import type { Stub, StubInForce } from './stubs/stub.js';
import { StubList } from './stubs/stub-list.js';
import type { Trade, TradeSnapshot } from './trades/trade.js';
import { TradeBook } from './trades/trade-book.js';
import { tradeSnapshot } from './trades/trade-snapshot.js';
import type { TransferSnapshot } from './transfers/transfer.js';
import { TransferBook } from './transfers/transfer-book.js';
import { transferSnapshot } from './transfers/transfer-snapshot.js';
import { UserLoginBook } from './user-login/user-login-book.js';

export interface SandboxOptions {
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly clock?: () => number;
  /** Rules that no public source settles; see {@link SandboxSettings}. */
  readonly settings?: Partial<SandboxSettings>;
  /**
   * `cached`: keys and certificates are kept in a folder that only this user can read, and reused by the next sandbox,
   * which then starts faster. `fresh`: new ones are made. Default `cached`.
   */
  readonly keys?: 'cached' | 'fresh';
  /** Source of nonces, tokens and content keys. Default: secure random bytes. */
  readonly random?: RandomSource;
}

/** The whole state of a local Alipay. It knows neither HTTP nor the gateway's operations. */
export class Sandbox {
  readonly settings: SandboxSettings;
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly alipay: AlipayIdentity;
  readonly applications: ApplicationRegistry;
  readonly authorizations: AuthorizationBook;
  readonly events: SandboxEvents = new SandboxEvents();
  readonly faults: FaultList<NewFault, Fault, FaultSubject> = requestFaults();
  readonly stubs: StubList = new StubList();
  readonly contentKeys: ContentKeyBook;
  readonly journal: RequestJournal = new RequestJournal();
  readonly merchants: MerchantRegistry = new MerchantRegistry();
  readonly userLogins: UserLoginBook;
  readonly trades: TradeBook;
  readonly transfers: TransferBook;
  readonly bills: BillBook;
  readonly dispatcher: NotificationDispatcher;
  readonly nonces: NonceMemory = new NonceMemory();
  readonly #closing = new AbortController();

  private constructor(parts: SandboxParts) {
    const { settings, clock, random, alipay, keys } = parts;
    // Any number of responses may be delayed at the same time.
    setMaxListeners(0, this.#closing.signal);
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.alipay = alipay;
    this.applications = new ApplicationRegistry({ alipay, keys, random });
    this.contentKeys = new ContentKeyBook(random);
    this.authorizations = new AuthorizationBook({ clock, random, settings, events: this.events });
    this.userLogins = new UserLoginBook({ clock, random, settings });
    this.trades = new TradeBook({ clock, random, settings, events: this.events });
    this.transfers = new TransferBook({ clock, random, settings });
    this.bills = new BillBook({ clock, random, settings });
    const { applications, events } = this;
    this.dispatcher = new NotificationDispatcher({ clock, settings, random, alipay, applications, events });
  }

  /** @throws TypeError naming the option that is wrong */
  static async create(options: SandboxOptions = {}): Promise<Sandbox> {
    const settings = resolveSettings(options.settings);
    const clock = new SandboxClock(options.clock);
    const random = options.random ?? secureRandom;
    const cache = cacheFor(options.keys ?? 'cached');
    const keys = cachingKeySource(cache);
    const alipay = await AlipayIdentity.create({ keys, cache, random, now: () => clock.now() });
    return new Sandbox({ settings, clock, random, alipay, keys });
  }

  /** Creates an application. */
  async createApplication(description: NewApplication): Promise<ApplicationCredentials> {
    return (await this.applications.create(description)).credentials;
  }

  /** The credentials of every application, oldest first. */
  credentials(): ApplicationCredentials[] {
    return this.applications.list().map((application) => application.credentials);
  }

  /** A merchant consents: issues token pairs and the code that redeems them. */
  consent({ appId, merchantApplications, outBizNo }: Consent): ConsentResponse {
    const application = this.applications.get(appId);
    checkMerchants(merchantApplications);
    const code = this.authorizations.consent(application, merchantApplications, outBizNo);
    return {
      app_auth_code: code.code,
      authorizations: code.issued.map(({ authorization }) => authorizationSnapshot(authorization, this.settings)),
    };
  }

  /** The merchant cancels an authorization. Cancelling twice changes nothing. */
  cancel({ appId, authAppId }: { readonly appId: string; readonly authAppId: string }): AuthorizationSnapshot {
    const application = this.applications.get(appId);
    const authorization = this.authorizations.cancel(application.appId, authAppId);
    if (authorization === undefined) {
      throw new SandboxError('unknown', `authAppId: "${authAppId}" never authorized the application "${appId}"`);
    }
    return authorizationSnapshot(authorization, this.settings);
  }

  /** A merchant orders the service at the service market; the application is notified. */
  orderService(order: NewServiceOrder): ServiceOrderResponse {
    const at = this.clock.now();
    this.applications.get(order.appId);
    const placed = serviceOrder(order, serviceOrderNumber(this.random, at));
    this.events.publish({ type: 'service-ordered', at, order: placed });
    return { commodity_order_id: placed.orderNumber };
  }

  /** Sends an application a message of the message service; the caller decides what it says. */
  sendMessage(message: NewMessage): MessageResponse {
    this.applications.get(message.appId);
    checkMessage(message);
    return this.dispatcher.sendMessage(message);
  }

  /** Every trade, oldest first. */
  listTrades(): TradeSnapshot[] {
    return this.trades.list().map(tradeSnapshot);
  }

  /** The buyer pays a trade, as on the buyer's page. @throws SandboxError when the trade cannot be paid */
  payTrade(tradeNo: string, buyerId?: string): TradeSnapshot {
    return this.#changeTrade(tradeNo, (trade) => this.trades.pay(trade, buyerId));
  }

  /** Closes a trade that waits for its buyer. @throws SandboxError when the trade does not wait */
  closeTrade(tradeNo: string): TradeSnapshot {
    return this.#changeTrade(tradeNo, (trade) => this.trades.close(trade));
  }

  /** Every transfer, oldest first. */
  listTransfers(): TransferSnapshot[] {
    return this.transfers.list().map(transferSnapshot);
  }

  #changeTrade(tradeNo: string, change: (trade: Trade) => void): TradeSnapshot {
    const trade = this.trades.findByNumber(tradeNo);
    if (trade === undefined) throw new SandboxError('unknown', `tradeNo: there is no trade "${tradeNo}"`);
    try {
      change(trade);
    } catch (error) {
      if (error instanceof Refusal) throw new SandboxError('invalid', `tradeNo: ${error.code} ${error.message}`);
      throw error;
    }
    return tradeSnapshot(trade);
  }

  /** Moves the clock ahead. @returns the new time in milliseconds since 1970 */
  advanceClock(seconds: number): number {
    if (!(seconds >= 0 && this.clock.now() + seconds * 1000 < endOfTime)) {
      throw new SandboxError(
        'invalid',
        'advanceSeconds: expected a number of seconds, 0 or more, to before the year 9999',
      );
    }
    this.clock.advance(seconds);
    this.events.publish({ type: 'clock-advanced', at: this.clock.now() });
    return this.clock.now();
  }

  /** Changes an application's redirect URIs and its address for notifications. */
  updateApplication(appId: string, changes: ApplicationChanges): ApplicationSnapshot {
    return applicationSnapshot(this.applications.update(appId, changes));
  }

  /** Adds a merchant to the consent pages, or applications to a known merchant. */
  addMerchant(merchant: NewMerchant): Merchant {
    return this.merchants.add(merchant);
  }

  /** The last 1,000 notifications, oldest first. */
  notifications(): NotificationSnapshot[] {
    return this.dispatcher.list();
  }

  /** Sends a notification again, immediately; resolves after the attempt. */
  redeliver(id: number): Promise<NotificationSnapshot> {
    return this.dispatcher.redeliver(id);
  }

  /** Resolves when every notification that is due by the sandbox clock has been attempted. */
  settled(): Promise<void> {
    return this.dispatcher.settled();
  }

  /** Disturbs the first delivery of the next notifications. */
  injectNotificationFault(fault: NewNotificationFault): NotificationFault {
    return this.dispatcher.faults.add(fault);
  }

  /** @returns how many were in force */
  clearNotificationFaults(): number {
    return this.dispatcher.faults.clear();
  }

  /** Sets the response of a catalogued operation. */
  setStub(operationId: string, stub: Stub): StubInForce {
    return this.stubs.set(operationId, stub);
  }

  /** @returns whether the operation had a stub */
  removeStub(operationId: string): boolean {
    return this.stubs.remove(operationId);
  }

  /** Makes Alipay sign with a new key and certificate, for applications in certificate mode. */
  rotateCertificate(): Promise<RotatedCertificate> {
    return this.alipay.rotateCertificate();
  }

  injectFault(fault: NewFault): Fault {
    return this.faults.add(fault);
  }

  /** @returns how many faults were in force */
  clearFaults(): number {
    return this.faults.clear();
  }

  /** The last 1,000 requests to the gateway, oldest first. */
  requests(): JournalEntry[] {
    return this.journal.list();
  }

  state(): StateSnapshot {
    return {
      now: this.clock.now(),
      applications: this.applications.list().map(applicationSnapshot),
      merchants: this.merchants.list(),
      codes: this.authorizations.codes().map(codeSnapshot),
      authorizations: this.authorizations.authorizations().map((one) => authorizationSnapshot(one, this.settings)),
    };
  }

  /** Aborted when the sandbox is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends every wait. */
  close(): void {
    this.dispatcher.close();
    this.#closing.abort();
  }
}

interface SandboxParts {
  readonly settings: SandboxSettings;
  readonly clock: SandboxClock;
  readonly random: RandomSource;
  readonly alipay: AlipayIdentity;
  readonly keys: KeySource;
}

/** Alipay's times have four digits for the year. */
const endOfTime = Date.UTC(9999, 0, 1);

function cacheFor(keys: string) {
  if (keys !== 'cached' && keys !== 'fresh') throw new TypeError('keys: expected "cached" or "fresh"');
  return keys === 'cached' ? new PrivateFolder(defaultCacheFolder()) : noCache;
}
