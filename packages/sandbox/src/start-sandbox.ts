import type { RotatedCertificate } from './applications/alipay-identity.js';
import type { ApplicationCredentials, NewApplication } from './applications/application.js';
import type { NewAddresses } from './applications/application-addresses.js';
import type { ConsentResponse } from './consent/consent.js';
import type { Fault } from './faults/fault.js';
import type { JournalEntry } from './journal/request-journal.js';
import type { ApplicationSnapshot, AuthorizationSnapshot, StateSnapshot } from './lifecycle/state-snapshot.js';
import type { Merchant, NewMerchant } from './merchants/merchant.js';
import type { NotificationSnapshot } from './notifications/notification.js';
import type { NewNotificationFault, NotificationFault } from './notifications/notification-fault.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';
import { createServer } from './server/create-server.js';
import { resolveAllowedHosts } from './server/local-only.js';
import type { Stub, StubInForce } from './stubs/stub.js';

export interface StartSandboxOptions extends SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The address to listen on. Default `127.0.0.1`, which only this machine can reach. */
  readonly host?: string;
  /**
   * Host names under which the dashboard, the control API and the pages may be opened, besides `localhost` and every IP
   * address: for example the name of a container. Default: none, so that no foreign web page can reach them by pointing
   * a name of its own at this machine.
   */
  readonly allowedHosts?: readonly string[];
  /** The applications to begin with. Default: one in key mode, one in certificate mode, one in key mode with encryption. */
  readonly applications?: readonly NewApplication[];
}

/** A local Alipay that listens. Its methods do what the control API does. */
export interface RunningSandbox extends AsyncDisposable {
  /** Where clients are pointed, e.g. `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** The credentials of every application, oldest first. */
  readonly applications: readonly ApplicationCredentials[];
  /** The state behind HTTP. */
  readonly sandbox: Sandbox;
  /** The first application of a kind; throws when there is none. */
  app(kind?: 'key' | 'certificate' | 'encrypted'): ApplicationCredentials;
  createApplication(description: NewApplication): Promise<ApplicationCredentials>;
  consent(consent: Parameters<Sandbox['consent']>[0]): ConsentResponse;
  cancel(cancellation: Parameters<Sandbox['cancel']>[0]): AuthorizationSnapshot;
  advanceClock(seconds: number): number;
  injectFault(fault: Parameters<Sandbox['injectFault']>[0]): Fault;
  clearFaults(): number;
  /** What an operation of the catalogue responses from now on; by default an example made from its model. */
  setStub(operationId: string, stub: Stub): StubInForce;
  removeStub(operationId: string): boolean;
  /** Alipay signs with a new key and certificate from now on, in certificate mode. */
  rotateCertificate(): Promise<RotatedCertificate>;
  /** Registers redirect URIs and the address for notifications. */
  updateApplication(appId: string, addresses: NewAddresses): ApplicationSnapshot;
  /** Another merchant for the consent pages, or more applications of one that is there. */
  addMerchant(merchant: NewMerchant): Merchant;
  /** The last 1,000 notifications, oldest first. */
  notifications(): NotificationSnapshot[];
  /** Sends a notification once more, now; resolves when it was tried. */
  redeliver(id: number): Promise<NotificationSnapshot>;
  /** Resolves when every delivery of a notification that is due by the sandbox clock was tried. */
  settled(): Promise<void>;
  injectNotificationFault(fault: NewNotificationFault): NotificationFault;
  clearNotificationFaults(): number;
  requests(): JournalEntry[];
  state(): StateSnapshot;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

const defaultApplications: readonly NewApplication[] = [
  { mode: 'key' },
  { mode: 'certificate' },
  { mode: 'key', encrypted: true },
];

/**
 * Starts a local Alipay, for development and tests only.
 *
 * @example
 * ```ts
 * import { startSandbox } from '@lingpai/sandbox';
 *
 * await using sandbox = await startSandbox();
 * const { appId } = sandbox.app('key');
 * const { app_auth_code } = sandbox.consent({
 *   appId,
 *   merchantApplications: [{ authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' }],
 * });
 * ```
 *
 * @throws TypeError naming the option that is wrong; the system's error when the port cannot be had
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const { port = 0, host = '127.0.0.1', applications = defaultApplications } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new TypeError('port: expected 0 to 65535');
  const allowedHosts = resolveAllowedHosts(options.allowedHosts);
  const sandbox = await Sandbox.create(options);
  const server = createServer(sandbox, allowedHosts);
  const close = async () => {
    sandbox.close();
    await server.close();
  };
  try {
    const [endpoint] = await Promise.all([
      server.listen({ port, host, listenTextResolver: () => '' }),
      Promise.all(applications.map((description) => sandbox.createApplication(description))),
    ]);
    return runningSandbox(sandbox, endpoint, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function runningSandbox(sandbox: Sandbox, endpoint: string, close: () => Promise<void>): RunningSandbox {
  return {
    endpoint,
    get applications() {
      return sandbox.credentials();
    },
    sandbox,
    app(kind = 'key') {
      const found = sandbox
        .credentials()
        .find(({ mode, encryptKey }) =>
          kind === 'encrypted' ? encryptKey !== undefined : mode === kind && encryptKey === undefined,
        );
      if (found === undefined) throw new TypeError(`there is no application of the kind "${kind}"`);
      return found;
    },
    createApplication: (description) => sandbox.createApplication(description),
    consent: (consent) => sandbox.consent(consent),
    cancel: (cancellation) => sandbox.cancel(cancellation),
    advanceClock: (seconds) => sandbox.advanceClock(seconds),
    injectFault: (fault) => sandbox.injectFault(fault),
    clearFaults: () => sandbox.clearFaults(),
    setStub: (operationId, stub) => sandbox.setStub(operationId, stub),
    removeStub: (operationId) => sandbox.removeStub(operationId),
    rotateCertificate: () => sandbox.rotateCertificate(),
    updateApplication: (appId, addresses) => sandbox.updateApplication(appId, addresses),
    addMerchant: (merchant) => sandbox.addMerchant(merchant),
    notifications: () => sandbox.notifications(),
    redeliver: (id) => sandbox.redeliver(id),
    settled: () => sandbox.settled(),
    injectNotificationFault: (fault) => sandbox.injectNotificationFault(fault),
    clearNotificationFaults: () => sandbox.clearNotificationFaults(),
    requests: () => sandbox.requests(),
    state: () => sandbox.state(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
