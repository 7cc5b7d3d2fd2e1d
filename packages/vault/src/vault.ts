import type { AlipayClient } from '@lingpai/alipay';
import type { AlipayHandler } from '@lingpai/alipay/handler';
import { type AuditVerification, verifyAudit } from './audit/verify-audit.js';
import { applyArrivals } from './authorization/apply-arrivals.js';
import { deactivate } from './authorization/deactivate.js';
import {
  type ConsentLink,
  type ConsentLinkOptions,
  checkReference,
  createConsentLink,
} from './consent/consent-link.js';
import { type InviteOptions, inviteMerchant, type MerchantInvite } from './consent/invite-merchant.js';
import type { AuthorizationKey, VaultContext } from './context/vault-context.js';
import { handleRefusal } from './decision/handle-refusal.js';
import { rotate } from './decision/rotate.js';
import { VaultError } from './errors/vault-error.js';
import type { EventHandler } from './events/event-deliveries.js';
import { type EventListOptions, listEvents } from './events/list-events.js';
import type { VaultEvent } from './events/vault-event.js';
import { forget } from './forgetting/forget.js';
import { createVaultHandler } from './handler/vault-handler.js';
import type { VaultHandlerOptions } from './handler/vault-handler-options.js';
import { receiveCode } from './inbox/receive-code.js';
import type { RedeemOptions } from './inbox/stage-code.js';
import { listQuarantine, type QuarantinedItem } from './maintenance/list-quarantine.js';
import { type ResealOptions, type ResealResult, reseal } from './maintenance/reseal.js';
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
import { type Authorization, authorizationOf } from './reading/authorization.js';
import { type ListOptions, listAuthorizations } from './reading/list-authorizations.js';
import { createMerchantClient } from './reading/merchant-client.js';
import type { MerchantToken } from './reading/merchant-token.js';
import { readAuthorization, readAuthorizations } from './reading/read-authorization.js';
import { type AuthorizationHistory, readHistory } from './reading/read-history.js';
import { cacheKey, readToken } from './reading/read-token.js';
import { TokenCache } from './reading/token-cache.js';
import { type CallbackResult, receiveCallback } from './redemption/receive-callback.js';
import { redeemEntry } from './redemption/redeem.js';
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

  /** Creates the link on which a merchant authorizes the application. */
  consentLink(options: ConsentLinkOptions): ConsentLink {
    return createConsentLink(this.#open(), checkCall('consentLink', options));
  }

  /**
   * Invites one merchant application to authorize the application. Rejects with an error of `@lingpai/alipay` when Alipay
   * refuses the invitation; see `AlipayClient.inviteMerchant`.
   */
  async invite(appId: string, authAppId: string, options: InviteOptions = {}): Promise<MerchantInvite> {
    return inviteMerchant(this.#open(), checkKey({ appId, authAppId }), checkCall('invite', options));
  }

  /**
   * Redeems the code of a redirect. The same code again brings the same result, without another call.
   *
   * @returns one authorization per merchant application
   */
  async redeem(options: RedeemOptions): Promise<Authorization[]> {
    const context = this.#open();
    const entry = await receiveCode(context, checkRedeem(options));
    const authAppIds = await context.flights.share(`redeem ${entry.id}`, () => redeemEntry(context, entry.id));
    return readAuthorizations(context, options.appId, authAppIds);
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
    return receiveCallback(this.#open(), appId, urlOrQuery);
  }

  /** The current token of a merchant application. Never waits for a rotation. */
  async token(appId: string, authAppId: string): Promise<MerchantToken> {
    return readToken(this.#open(), this.#cache, checkKey({ appId, authAppId }));
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
      onRefusal: (kind, generation) => context.flights.spawn(handleRefusal(context, key, kind, generation)),
    });
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
    const row = await context.flights.share(`rotate ${cacheKey(key)}`, () => rotate(context, key, { reason }));
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
    return receiveNotification(this.#open(), appId, rawBody, contentType);
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
  handler(options: VaultHandlerOptions = {}): AlipayHandler {
    return createVaultHandler(() => this.#open(), options);
  }

  /** Pages of authorizations. */
  list(options: ListOptions = {}): AsyncGenerator<Authorization[], void, undefined> {
    return listAuthorizations(this.#open(), checkCall('list', options));
  }

  /** The history of an authorization, newest first; 100 of each kind by default. */
  async history(appId: string, authAppId: string, options: LimitOptions = {}): Promise<AuthorizationHistory> {
    return readHistory(this.#open(), checkKey({ appId, authAppId }), checkLimit(options));
  }

  /** Sets the reference of an authorization, e.g. of one that came without a consent link of the vault. */
  async assign(appId: string, authAppId: string, options: AssignOptions): Promise<Authorization> {
    const context = this.#open();
    const key = checkKey({ appId, authAppId });
    const checked = checkReference(checkCall('assign', options).reference);
    if ((await readAuthorization(context, key)) === undefined) {
      throw new VaultError('unknown-authorization', 'there is no such authorization', key);
    }
    const row = await context.store.write((database) =>
      applyArrivals(context, database, key, { cause: 'assigned', reference: checked }),
    );
    return authorizationOf(this.#context, row);
  }

  /**
   * Stops using an authorization. At Alipay it still exists: only the merchant can end it there. A consent that becomes
   * known later activates it again.
   */
  async deactivate(appId: string, authAppId: string): Promise<Authorization> {
    const key = checkKey({ appId, authAppId });
    const row = await deactivate(this.#open(), key, 'deactivated');
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

  /** Pages of events, delivered or not, to replay them. */
  events(options: EventListOptions = {}): AsyncGenerator<VaultEvent[], void, undefined> {
    return listEvents(this.#open(), checkCall('events', options));
  }

  /** Seals everything with the current master key. Can be interrupted and repeated. */
  async reseal(options: ResealOptions = {}): Promise<ResealResult> {
    return reseal(this.#open(), checkCall('reseal', options));
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

  /** Walks the audit chains and lists where they or the rows differ from what the vault wrote. */
  async verifyAudit(): Promise<AuditVerification> {
    return verifyAudit(this.#open());
  }

  /** Lists what was set aside because it does not open or cannot be read; 100 of each kind by default. */
  async quarantine(options: LimitOptions = {}): Promise<QuarantinedItem[]> {
    return listQuarantine(this.#open(), checkLimit(options));
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
