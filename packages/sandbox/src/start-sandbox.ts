import { resolveAllowedHosts } from './access/local-only.js';
import type { ApplicationCredentials, NewApplication } from './applications/application.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';
import { createServer } from './server/create-server.js';

export interface StartSandboxOptions extends SandboxOptions {
  /** The port to listen on. Default 0: any free port. */
  readonly port?: number;
  /** The address to listen on. Default `127.0.0.1`, which only this machine can reach. */
  readonly host?: string;
  /**
   * Host names under which the dashboard, the control API and the pages may be opened, besides `localhost` and every IP
   * address: for example the name of a container. Default: none, so that no foreign web page can reach them by pointing
   * a name of its own at this machine.
   */
  readonly allowedHosts?: readonly string[];
  /** The applications that exist at the start. Default: one in key mode, one in certificate mode, one in key mode with encryption. */
  readonly applications?: readonly NewApplication[];
}

/** The methods of the state that its owner calls; the control API offers the same. */
type Controls = Pick<
  Sandbox,
  | 'createApplication'
  | 'updateApplication'
  | 'rotateCertificate'
  | 'addMerchant'
  | 'consent'
  | 'cancel'
  | 'orderService'
  | 'sendMessage'
  | 'listTrades'
  | 'payTrade'
  | 'closeTrade'
  | 'listTransfers'
  | 'advanceClock'
  | 'injectFault'
  | 'clearFaults'
  | 'setStub'
  | 'removeStub'
  | 'notifications'
  | 'redeliver'
  | 'settled'
  | 'injectNotificationFault'
  | 'clearNotificationFaults'
  | 'requests'
  | 'state'
>;

/** A local Alipay that is listening. Its methods do what the control API does. */
export interface RunningSandbox extends AsyncDisposable, Controls {
  /** The `endpoint` for clients, for example `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** The credentials of every application, oldest first. */
  readonly applications: readonly ApplicationCredentials[];
  /** The state behind HTTP. */
  readonly sandbox: Sandbox;
  /** The first application of a kind. @throws TypeError when no application is of that kind */
  app(kind?: 'key' | 'certificate' | 'encrypted'): ApplicationCredentials;
  /** Closes every connection and stops listening. */
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
 * @throws TypeError naming the option that is wrong; the system's error when the port is unavailable
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
    updateApplication: (appId, changes) => sandbox.updateApplication(appId, changes),
    rotateCertificate: () => sandbox.rotateCertificate(),
    addMerchant: (merchant) => sandbox.addMerchant(merchant),
    consent: (consent) => sandbox.consent(consent),
    cancel: (cancellation) => sandbox.cancel(cancellation),
    orderService: (order) => sandbox.orderService(order),
    sendMessage: (message) => sandbox.sendMessage(message),
    listTrades: () => sandbox.listTrades(),
    payTrade: (tradeNo, buyerId) => sandbox.payTrade(tradeNo, buyerId),
    closeTrade: (tradeNo) => sandbox.closeTrade(tradeNo),
    listTransfers: () => sandbox.listTransfers(),
    advanceClock: (seconds) => sandbox.advanceClock(seconds),
    injectFault: (fault) => sandbox.injectFault(fault),
    clearFaults: () => sandbox.clearFaults(),
    setStub: (operationId, stub) => sandbox.setStub(operationId, stub),
    removeStub: (operationId) => sandbox.removeStub(operationId),
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
