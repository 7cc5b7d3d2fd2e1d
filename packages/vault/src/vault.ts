import type { AlipayClient } from '@lingpai/alipay';
import type { AlipayRequestHandler } from '@lingpai/alipay/handler';
import { type ApplicationInfo, applicationInfo } from './application/application-info.js';
import { unknownApplication } from './application/application-registry.js';
import { addApplication, removeApplication, replaceApplication } from './application/change-applications.js';
import { type AuditListOptions, listAudit } from './audit/list-audit.js';
import { type AuditVerification, type VerifyAuditOptions, verifyAudit } from './audit/verify-audit.js';
import { assign } from './authorization/assign.js';
import { deactivate } from './authorization/deactivate.js';
import { type AuditRecord, recordAudit } from './companion/record-audit.js';
import { type SealedField, sealCompanion, unsealCompanion } from './companion/seal-text.js';
import {
  type ConsentLink,
  type ConsentLinkOptions,
  checkReference,
  createConsentLink,
} from './consent/consent-link.js';
import { type InviteOptions, inviteMerchant, type MerchantInvite } from './consent/invite-merchant.js';
import type { AuthorizationKey, VaultContext } from './context/vault-context.js';
import { handleRefusal } from './decision/handle-refusal.js';
import { resolveAuthorization } from './decision/resolve-authorization.js';
import { rotate } from './decision/rotate.js';
import { VaultError } from './errors/vault-error.js';
import type { EventHandler } from './events/event-deliveries.js';
import { type EventListOptions, listEvents } from './events/list-events.js';
import type { VaultEvent } from './events/vault-event.js';
import { forget } from './forgetting/forget.js';
import { createVaultHandler } from './handler/vault-handler.js';
import type { VaultHandlerOptions } from './handler/vault-handler-options.js';
import { readLinkOutcome } from './inbox/read-link-outcome.js';
import { receiveCode } from './inbox/receive-code.js';
import type { RedeemOptions } from './inbox/stage-code.js';
import { countOperations, type OperationCount, type OperationCountOptions } from './journal/count-operations.js';
import { listOperations, type Operation, type OperationListOptions } from './journal/list-operations.js';
import { listMasterKeys, type MasterKeyInfo } from './maintenance/list-master-keys.js';
import { listQuarantine, type QuarantinedItem, type QuarantineOptions } from './maintenance/list-quarantine.js';
import { type PruneOptions, type PruneResult, prune } from './maintenance/prune.js';
import { type ResealOptions, type ResealResult, reseal } from './maintenance/reseal.js';
import { type CanCall, canCall } from './methods/can-call.js';
import { grantedMethods } from './methods/granted-methods.js';
import { type NotificationResponse, receiveNotification } from './notifications/receive-notification.js';
import { checkText } from './options/check-options.js';
import {
  type AssignOptions,
  type BackupOptions,
  checkCall,
  checkLimit,
  checkRedeem,
  type LimitOptions,
  type RotateOptions,
} from './options/method-options.js';
import type { ApplicationOptions } from './options/vault-options.js';
import { type AssignTarget, findAssignable } from './orders/find-assignable.js';
import { listOrders, type OrderListOptions } from './orders/list-orders.js';
import type { ServiceOrder } from './orders/service-order.js';
import { type Authorization, authorizationOf } from './reading/authorization.js';
import { forwardForMerchant, type MerchantCall, type MerchantResponse } from './reading/forward-for-merchant.js';
import { type ListOptions, listAuthorizations } from './reading/list-authorizations.js';
import { createMerchantClient } from './reading/merchant-client.js';
import type { MerchantToken } from './reading/merchant-token.js';
import { readAuthorization, readAuthorizations } from './reading/read-authorization.js';
import { type AuditHistory, type AuthorizationHistory, readHistory } from './reading/read-history.js';
import { cacheKey, freshToken, readToken } from './reading/read-token.js';
import { type SearchOptions, searchAuthorizations } from './reading/search-authorizations.js';
import { TokenCache } from './reading/token-cache.js';
import { type CallbackResult, receiveCallback } from './redemption/receive-callback.js';
import { redeemEntry } from './redemption/redeem.js';
import type { SealedColumns } from './seal/key-ring.js';
import { type AuthorizationCounts, type CountOptions, countAuthorizations } from './status/count-authorizations.js';
import { readStatus, type VaultStatus } from './status/vault-status.js';
import { type ExportOptions, type ExportResult, exportVault } from './transfer/export-vault.js';
import { type ImportOptions, type ImportResult, importVault } from './transfer/import-vault.js';
import { type RunningVault, startWorkers, type Workers, workerTurns } from './workers/start-workers.js';

/**
 * Keeps merchants' authorizations: redeems, seals and rotates their tokens, and returns the current one.
 * `openVault` makes one.
 *
 * Every method rejects with a `VaultError` when it cannot do what was asked, and with a `TypeError` when an argument is
 * wrong.
 */
export class Vault implements AsyncDisposable {
  readonly #context: VaultContext;
  readonly #cache: TokenCache;
  readonly #workers: Workers;
  #running: RunningVault | undefined;
  #closed = false;

  /** @internal */
  constructor(context: VaultContext, onEvent: EventHandler | undefined) {
    this.#context = context;
    this.#cache = new TokenCache(context.settings.cacheEntries);
    this.#workers = workerTurns(context, onEvent);
  }

  /** The applications that this vault serves, as they are configured in this process; no keys. */
  applications(): ApplicationInfo[] {
    return this.#open().applications.values().map(applicationInfo);
  }

  /**
   * Serves another application from now on, or again one that was removed: its tokens are served and rotated, and what
   * waits for it in the inbox, the journal and the spool is worked on. Other processes are not affected.
   *
   * @throws TypeError, as a rejection, naming the member that is wrong
   * @throws VaultError, as a rejection: `application-exists`; `wrong-environment` when its merchants are of another Alipay
   * than the client speaks to; `database`
   */
  async addApplication(options: ApplicationOptions): Promise<ApplicationInfo> {
    return addApplication(this.#open(), options);
  }

  /**
   * Replaces the client of an application, with other keys or certificates, and its other options. Every call that begins
   * from now on is made with the new client, also those of clients that `merchant` returned. Works without the database.
   *
   * @returns when the work that began with the former client has ended: its key may be revoked
   * @throws TypeError, as a rejection, naming the member that is wrong
   * @throws VaultError, as a rejection: `unknown-application`; `wrong-environment` when the client speaks to another Alipay
   */
  async replaceApplication(options: ApplicationOptions): Promise<ApplicationInfo> {
    return replaceApplication(this.#open(), options);
  }

  /**
   * Serves an application no longer. Nothing new begins: calls reject with `unknown-application`, and the workers take none
   * of its work. What the database holds stays, and is served again once the application is added. Other processes are not
   * affected.
   *
   * @returns when the work that was under way has ended
   * @throws VaultError `unknown-application`, as a rejection
   */
  async removeApplication(appId: string): Promise<void> {
    return removeApplication(this.#open(), checkText(appId, 'appId', 'text'));
  }

  /** Creates the link on which a merchant authorizes the application. */
  consentLink(options: ConsentLinkOptions): ConsentLink {
    const context = this.#open();
    const { appId } = checkCall('consentLink', options);
    if (context.applications.served(appId) === undefined) throw unknownApplication(appId);
    return createConsentLink(context, options);
  }

  /**
   * Invites one merchant application to authorize the application. Rejects with an error of `@lingpai/alipay` when Alipay
   * refuses the invitation; see `AlipayClient.inviteMerchant`.
   */
  async invite(appId: string, authAppId: string, options: InviteOptions = {}): Promise<MerchantInvite> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    checkCall('invite', options);
    return context.applications.use(appId, () => inviteMerchant(context, key, options));
  }

  /**
   * Redeems the code of a redirect. The same code again brings the same result, without another call.
   *
   * @returns one authorization per merchant application
   */
  async redeem(options: RedeemOptions): Promise<Authorization[]> {
    const context = this.#open();
    const { appId } = checkRedeem(options);
    return context.applications.use(appId, async () => {
      const entry = await receiveCode(context, options);
      const authAppIds = await context.flights.share(`redeem ${entry.id}`, () => redeemEntry(context, entry.id));
      return readAuthorizations(context, appId, authAppIds);
    });
  }

  /**
   * Takes in what a merchant's browser brings back from Alipay: redeems the code, and says what became of it. Whatever a
   * merchant can cause is an outcome, so that a route needs no `try`.
   *
   * @param urlOrQuery the address that the browser opened, or its query
   * @throws VaultError, as a rejection, when the code could not even be stored, for example because the database does not
   * respond and the spool's disk is full
   */
  async receiveCallback(appId: string, urlOrQuery: string | URL | URLSearchParams): Promise<CallbackResult> {
    const context = this.#open();
    return context.applications.use(appId, () => receiveCallback(context, appId, urlOrQuery));
  }

  /** The current token of a merchant application. Never waits for a rotation. */
  async token(appId: string, authAppId: string): Promise<MerchantToken> {
    const cached = this.cachedToken(appId, authAppId);
    if (cached !== undefined) return cached;
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return context.applications.use(appId, () => readToken(context, this.#cache, key));
  }

  /**
   * The token that `token` would return without asking the database: one that was read within `freshFor`. For what serves
   * thousands in a second.
   *
   * @returns `undefined` when the database has to be asked, or the application is not served
   */
  cachedToken(appId: string, authAppId: string): MerchantToken | undefined {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return context.applications.served(appId) && freshToken(context, this.#cache, key);
  }

  /**
   * A client that acts for a merchant application, always with its current token. When Alipay refuses the token, the
   * vault examines the grant.
   */
  merchant(appId: string, authAppId: string): AlipayClient {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return createMerchantClient(context, key, {
      readToken: () => this.token(appId, authAppId),
      onRefusal: (kind, generation, method) =>
        context.flights.spawn(handleRefusal(context, key, kind, generation, method)),
    });
  }

  /**
   * Whether the merchant's grant permits a method, such as `alipay.trade.pay`: `true`, `false` (also for an authorization that
   * has ended), or `'unknown'` until Alipay has listed the methods of the grant. `'unknown'` is truthy, so that
   * `if (await vault.can(…))` tries the call; a refusal then makes it `false`. Asks the database, not Alipay.
   *
   * @throws TypeError, as a rejection, when it is not the name of a method
   * @throws VaultError `unknown-authorization`, as a rejection
   */
  async can(appId: string, authAppId: string, method: string): Promise<CanCall> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return context.applications.use(appId, () => canCall(context, key, method));
  }

  /**
   * Makes a call for a merchant application that another program asked for, and returns the response as it is. When Alipay
   * refuses the token, the vault finds out why, and makes the call once more with the token that is then current, if that is
   * another one: the refusal is signed, so Alipay has not acted on the call.
   *
   * ```ts
   * import type { Vault } from '@lingpai/vault';
   *
   * function query(vault: Vault, appId: string, authAppId: string, content: string) {
   *   const request = { method: 'POST', path: '/v3/alipay/trade/query', content } as const;
   *   return vault.forward(appId, authAppId, { send: (client) => client.forward(request, { maxRetries: 0 }) });
   * }
   * ```
   *
   * @throws VaultError, as a rejection, when there is no token to call with: `cancelled`, `deactivated`,
   * `needs-reauthorization`, `unknown-authorization`, `unknown-application`, `database` …; what `send` rejects with
   */
  async forward(appId: string, authAppId: string, call: MerchantCall): Promise<MerchantResponse> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return context.applications.use(appId, () =>
      forwardForMerchant(context, key, checkCall('forward', call), {
        readToken: () => readToken(context, this.#cache, key),
        forgetToken: () => this.#cache.delete(cacheKey(key)),
      }),
    );
  }

  /**
   * Asks Alipay whether the current token works, and finds out what is wrong otherwise. Calls at the same time share one
   * question.
   *
   * @returns the authorization as it is afterwards
   */
  async check(appId: string, authAppId: string): Promise<Authorization> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    const row = await context.applications.use(appId, async () => {
      if ((await readAuthorization(context, key)) === undefined) {
        throw new VaultError('unknown-authorization', 'there is no such authorization', key);
      }
      return context.flights.share(`check ${cacheKey(key)}`, () =>
        resolveAuthorization(context, key, { confirm: true }),
      );
    });
    this.#cache.delete(cacheKey(key));
    return authorizationOf(context, row);
  }

  /** Reads an authorization. @returns `undefined` if there is none */
  async authorization(appId: string, authAppId: string): Promise<Authorization | undefined> {
    return readAuthorization(this.#open(), checkKey({ appId, authAppId }));
  }

  /** Rotates now, or joins a rotation already in progress in this or another process. */
  async rotate(appId: string, authAppId: string, options: RotateOptions = {}): Promise<Authorization> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    const { reason = 'asked' } = checkCall('rotate', options);
    if (typeof reason !== 'string' || reason.length > 200) throw new TypeError('reason: expected up to 200 characters');
    const row = await context.applications.use(appId, () =>
      context.flights.share(`rotate ${cacheKey(key)}`, () => rotate(context, key, { reason })),
    );
    this.#cache.delete(cacheKey(key));
    return authorizationOf(this.#context, row);
  }

  /**
   * Verifies, stores and applies a notification of Alipay.
   *
   * @param rawBody the body, unchanged
   * @param contentType the header `content-type`
   * @returns what to respond with, as plain text
   */
  async receiveNotification(
    appId: string,
    rawBody: string | Uint8Array,
    contentType?: string,
  ): Promise<NotificationResponse> {
    const context = this.#open();
    return context.applications.use(appId, () => receiveNotification(context, appId, rawBody, contentType));
  }

  /**
   * A handler of Web requests for the addresses that Alipay calls: `/callback/:appId`, to which merchants come back, and
   * `/notify/:appId`, to which Alipay posts notifications. Authorizations and cancellations go to the vault; trades, service
   * orders and others go to the handlers in `on`, with the authorization that they belong to. It resolves always.
   *
   * ```ts
   * import { createServer } from 'node:http';
   * import { toNodeHandler } from '@lingpai/alipay/handler';
   * import type { Vault } from '@lingpai/vault';
   *
   * export function serve(vault: Vault) {
   *   const handler = vault.handler({
   *     on: {
   *       async tradeStatus({ outTradeNo, tradeStatus }, { reference }) {
   *         if (tradeStatus === 'TRADE_SUCCESS') await markPaid(reference, outTradeNo);
   *       },
   *     },
   *   });
   *   return createServer(toNodeHandler(handler)).listen(8080);
   * }
   *
   * declare function markPaid(shop: string | undefined, order: string): Promise<void>;
   * ```
   *
   * @throws TypeError naming the option that is wrong
   */
  handler(options: VaultHandlerOptions = {}): AlipayRequestHandler {
    return createVaultHandler(() => this.#open(), options);
  }

  /**
   * The methods that the merchant's grant permits, as Alipay last listed them, sorted; `undefined` before it did.
   *
   * @throws VaultError `unknown-authorization`, as a rejection
   */
  async methods(appId: string, authAppId: string): Promise<readonly string[] | undefined> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    return context.applications.use(appId, () => grantedMethods(context, key));
  }

  /** Pages of authorizations. */
  list(options: ListOptions = {}): AsyncGenerator<Authorization[], void, undefined> {
    return listAuthorizations(this.#open(), checkCall('list', options));
  }

  /** Finds authorizations by what their reference, their merchant's account or their id begins with. */
  async search(options: SearchOptions): Promise<Authorization[]> {
    return searchAuthorizations(this.#open(), checkCall('search', options));
  }

  /** The history of an authorization, newest first; 100 of each kind by default. */
  async history(appId: string, authAppId: string, options: LimitOptions = {}): Promise<AuthorizationHistory> {
    return readHistory(this.#open(), checkKey({ appId, authAppId }), checkLimit(options));
  }

  /**
   * The merchant applications that the code of a consent link has brought so far: none before the merchant came back with it
   * and it was redeemed. More can follow when notifications bring the tokens. It is known for as long as the code's entry is kept.
   *
   * @param state of `consentLink`, also after the link's time is over
   */
  async linkOutcome(appId: string, state: string): Promise<string[]> {
    const context = this.#open();
    return readLinkOutcome(context, checkText(appId, 'appId', 'text'), checkText(state, 'state', 'text'));
  }

  /**
   * Sets the reference of an authorization, e.g. of one that came without a consent link of the vault. It stays until the
   * merchant consents again with a link that has another one: codes that are known already do not change it.
   *
   * @param authAppId its merchant application, or what is known of its origin: `{ outBizNo }`, `{ orderId }` or
   * `{ isvTicket }` mean the only authorization that has no reference yet, else the only one
   * @throws VaultError, as a rejection: `unknown-authorization`; `ambiguous` when several are meant
   */
  async assign(appId: string, authAppId: string | AssignTarget, options: AssignOptions): Promise<Authorization> {
    const context = this.#open();
    const checked = checkReference(checkCall('assign', options).reference);
    const key = checkKey(await findAssignable(context, appId, authAppId));
    const row = await context.applications.use(appId, () => assign(context, key, checked));
    return authorizationOf(this.#context, row);
  }

  /**
   * Stops using an authorization. At Alipay it still exists: only the merchant can end it there. A consent that becomes
   * known later activates it again.
   */
  async deactivate(appId: string, authAppId: string): Promise<Authorization> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    const row = await context.applications.use(appId, () => deactivate(context, key, 'deactivated'));
    this.#cache.delete(cacheKey(key));
    return authorizationOf(this.#context, row);
  }

  /**
   * Ends an authorization and erases everything about the merchant, events that are not delivered yet included. Only a
   * fingerprint stays, so that what was known before does not bring the authorization back.
   */
  async forget(appId: string, authAppId: string): Promise<void> {
    const key = checkKey({ appId, authAppId });
    await forget(this.#open(), key);
    this.#cache.delete(cacheKey(key));
  }

  /** Pages of the orders at Alipay's service market that notifications brought, in the order in which they came. */
  orders(options: OrderListOptions = {}): AsyncGenerator<ServiceOrder[], void, undefined> {
    return listOrders(this.#open(), checkCall('orders', options));
  }

  /** Pages of the journal: redemptions and rotations, newest first, without what Alipay responded. */
  operations(options: OperationListOptions = {}): AsyncGenerator<Operation[], void, undefined> {
    return listOperations(this.#open(), checkCall('operations', options));
  }

  /** Pages of events, delivered or not, to replay them. */
  events(options: EventListOptions = {}): AsyncGenerator<VaultEvent[], void, undefined> {
    return listEvents(this.#open(), checkCall('events', options));
  }

  /** Lists the master keys that were given or sealed something, and whether anything in the database is sealed with them. */
  async masterKeys(): Promise<MasterKeyInfo[]> {
    return listMasterKeys(this.#open());
  }

  /** Seals everything with the current master key. Can be interrupted and repeated. */
  async reseal(options: ResealOptions = {}): Promise<ResealResult> {
    return reseal(this.#open(), checkCall('reseal', options));
  }

  /** Prunes history by `retention` at once, as the workers do little by little. They may run at the same time. */
  async prune(options: PruneOptions = {}): Promise<PruneResult> {
    return prune(this.#open(), checkCall('prune', options));
  }

  /** Writes every authorization of the applications to a sealed file. */
  async export(options: ExportOptions): Promise<ExportResult> {
    return exportVault(this.#open(), checkCall('export', options));
  }

  /**
   * Writes a copy of a SQLite database to a new file, while the vault is in use. To open the copy in place of a lost
   * database, set `restored: true`. A server is backed up with its own tools; see `docs/databases.md`.
   */
  async backup(options: BackupOptions): Promise<void> {
    const { to } = checkCall('backup', options);
    await this.#open().store.backUp(checkText(to, 'to', 'the path of a file'));
  }

  /** Imports authorizations from such a file, or from records of another system. */
  async import(options: ImportOptions): Promise<ImportResult> {
    return importVault(this.#open(), checkCall('import', options));
  }

  /** Pages of the links of an audit chain, newest first: of an authorization, of an application, or of the vault. */
  auditTrail(options: AuditListOptions = {}): AsyncGenerator<AuditHistory[], void, undefined> {
    return listAudit(this.#open(), checkCall('auditTrail', options));
  }

  /** Walks the audit chains and lists where they or the rows differ from what the vault wrote. */
  async verifyAudit(options: VerifyAuditOptions = {}): Promise<AuditVerification> {
    return verifyAudit(this.#open(), checkCall('verifyAudit', options));
  }

  /**
   * Appends a link to an audit chain, committed when it resolves: to that of an authorization, of an application, or of the
   * vault.
   */
  async recordAudit(record: AuditRecord): Promise<void> {
    return recordAudit(this.#open(), record);
  }

  /**
   * Seals a text of a table of `sealedTables` with the current master key. It opens in this field of this row only.
   *
   * @returns the bytes, and the id of the key for the row
   */
  seal(text: string, field: SealedField): SealedColumns {
    return sealCompanion(this.#open(), text, field);
  }

  /** Opens what `seal` returned. @throws VaultError `unreadable` when the bytes or the place differ from those at sealing */
  unseal(sealed: SealedColumns, field: SealedField): string {
    return unsealCompanion(this.#open(), sealed, field);
  }

  /**
   * A key that lasts as long as the database, also when master keys change: for keyed hashes of another part of a product.
   *
   * @param purpose tells it from other keys
   * @returns 32 bytes
   */
  deriveKey(purpose: string): Buffer {
    return this.#open().secret.deriveKey(checkText(purpose, 'purpose', 'text'));
  }

  /**
   * Counts authorizations by state and deadline, and what waits. It looks at every authorization: ask it seldom, and not
   * for each request.
   */
  async status(): Promise<VaultStatus> {
    return readStatus(this.#open());
  }

  /** Counts authorizations by state, and by when their refresh tokens expire, from indexes. */
  async counts(options: CountOptions): Promise<AuthorizationCounts> {
    return countAuthorizations(this.#open(), checkCall('counts', options));
  }

  /** Counts redemptions and rotations that were started in a period. */
  async countOperations(options: OperationCountOptions): Promise<OperationCount[]> {
    return countOperations(this.#open(), checkCall('countOperations', options));
  }

  /** Lists what was set aside because it does not open or cannot be read; 100 of each kind by default. */
  async quarantine(options: QuarantineOptions = {}): Promise<QuarantinedItem[]> {
    return listQuarantine(this.#open(), checkCall('quarantine', options));
  }

  /**
   * Starts the workers of this process: rotation, inbox, outbox, audit, recovery, retention.
   *
   * @throws VaultError `already-started` while they run
   */
  start(): RunningVault {
    const context = this.#open();
    if (this.#running !== undefined) {
      throw new VaultError(
        'already-started',
        'the workers of this vault run already; call stop() on what start() returned, and wait for it, to start anew',
      );
    }
    const running = startWorkers(context, this.#workers);
    const stop = async () => {
      await running.stop();
      if (this.#running === own) this.#running = undefined;
    };
    const own: RunningVault = { stop, [Symbol.asyncDispose]: stop };
    this.#running = own;
    return own;
  }

  /** Stops the workers, waits in bounded time for the work under way, and disconnects. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#running?.stop();
    await this.#context.flights.idle();
    await this.#context.applications.settled();
    await this.#context.witness.flush();
    this.#context.databaseWatch.stop();
    await this.#context.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(): VaultContext {
    if (this.#closed) throw new VaultError('closed', 'the vault was closed');
    return this.#context;
  }
}

function checkKey(key: AuthorizationKey): AuthorizationKey {
  for (const [name, value] of Object.entries(key)) {
    if (typeof value !== 'string' || value === '') throw new TypeError(`${name}: expected text`);
  }
  return key;
}
