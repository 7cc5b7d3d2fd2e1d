import type {
  ApplicationCredentials,
  AuthorizationSnapshot,
  Consent,
  ConsentResponse,
  Fault,
  JournalEntry,
  NewFault,
  NewServiceOrder,
  NotificationSnapshot,
  SandboxSettings,
  ServiceOrderResponse,
  StateSnapshot,
  Stub,
  StubInForce,
} from '@lingpai/sandbox';
import { notificationReceiver } from './notification-receiver.js';
import { askSandboxProcess } from './sandbox-process.js';

export interface LocalAlipayOptions {
  readonly settings?: Partial<SandboxSettings>;
  /** Whether its clock stands still until it is moved. Default: it goes on like ours. */
  readonly standing?: boolean;
}

/** A sandbox in another process, and what can be asked of it over HTTP. */
export class LocalAlipay implements AsyncDisposable {
  readonly endpoint: string;
  /** Two in key mode. */
  readonly applications: readonly ApplicationCredentials[];
  readonly #standsAt: number | undefined;
  /** Milliseconds by which its clock was moved. */
  #moved = 0;
  #posting: Promise<unknown> = Promise.resolve();

  private constructor(
    { endpoint, applications }: Pick<LocalAlipay, 'endpoint' | 'applications'>,
    standsAt: number | undefined,
  ) {
    this.endpoint = endpoint;
    this.applications = applications;
    this.#standsAt = standsAt;
  }

  static async start({ settings = {}, standing = false }: LocalAlipayOptions = {}): Promise<LocalAlipay> {
    const standsAt = standing ? Date.now() : undefined;
    return new LocalAlipay(await askSandboxProcess('start', { settings, standsAt }), standsAt);
  }

  /** Its clock, without asking it: it counts from the same machine's. */
  readonly clock = (): number => (this.#standsAt ?? Date.now()) + this.#moved;

  app(index: 0 | 1 = 0): ApplicationCredentials {
    const found = this.applications[index];
    if (found === undefined) throw new Error('there are two');
    return found;
  }

  consent(consent: Consent): Promise<ConsentResponse> {
    return this.#ask('POST', '/consents', consent);
  }

  cancel(cancellation: { readonly appId: string; readonly authAppId: string }): Promise<AuthorizationSnapshot> {
    return this.#ask('POST', '/cancellations', cancellation);
  }

  async advanceClock(seconds: number): Promise<void> {
    await this.#ask('POST', '/clock', { advanceSeconds: seconds });
    this.#moved += Math.round(seconds * 1000);
  }

  injectFault(fault: NewFault): Promise<Fault> {
    return this.#ask('POST', '/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#ask('DELETE', '/faults');
  }

  setStub(operationId: string, response: Stub): Promise<StubInForce> {
    return this.#ask('PUT', `/stubs/${operationId}`, response);
  }

  async removeStub(operationId: string): Promise<void> {
    await this.#ask('DELETE', `/stubs/${operationId}`);
  }

  /** The last 1,000, oldest first. @param after an id: only those after it */
  async requests(after = 0): Promise<readonly JournalEntry[]> {
    return (await this.#ask<{ requests: JournalEntry[] }>('GET', `/requests?after=${after}`)).requests;
  }

  state(): Promise<StateSnapshot> {
    return this.#ask('GET', '/state');
  }

  async notifications(): Promise<readonly NotificationSnapshot[]> {
    return (await this.#ask<{ notifications: NotificationSnapshot[] }>('GET', '/notifications')).notifications;
  }

  /** Merchants who consent from now on permit these methods; `null`: every one. */
  async setMethods(appId: string, methods: readonly string[] | null): Promise<void> {
    await this.#ask('PUT', `/applications/${appId}`, { methods });
  }

  /** Has a merchant order the service, which Alipay tells under rule V2. @returns the order's number */
  async orderService(appId: string, userId: string, isvTicket?: string): Promise<string> {
    const order: NewServiceOrder = { appId, userId, ...(isvTicket === undefined ? {} : { isvTicket }) };
    return (await this.#ask<ServiceOrderResponse>('POST', '/service-orders', order)).commodity_order_id;
  }

  /** Has a notification posted. @returns what came */
  post(notification: NotificationSnapshot): Promise<string> {
    // One after the other: each changes where the application's notifications go, and changes it back.
    const posted = this.#posting.then(() => this.#post(notification));
    this.#posting = posted.catch(() => undefined);
    return posted;
  }

  async #post({ id, appId, notifyId }: NotificationSnapshot): Promise<string> {
    const { url, received } = await notificationReceiver();
    // Only for this one: else every consent would be told there as well.
    await this.#ask('PUT', `/applications/${appId}`, { notifyUrl: url });
    await this.#ask('POST', `/notifications/${id}/redeliver`);
    await this.#ask('PUT', `/applications/${appId}`, { notifyUrl: null });
    const body = received.get(notifyId);
    if (body === undefined) throw new Error(`the notification ${id} did not come`);
    return body;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await askSandboxProcess('close', { endpoint: this.endpoint });
  }

  async #ask<T>(method: string, path: string, content?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const body = content === undefined ? {} : { headers, body: JSON.stringify(content) };
    const response = await fetch(`${this.endpoint}/sandbox${path}`, { method, ...body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sandbox${path}: ${text}`);
    return JSON.parse(text) as T;
  }
}
