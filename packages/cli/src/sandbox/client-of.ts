import { AlipayClient } from '@lingpai/alipay';
import type { ApplicationCredentials } from '@lingpai/sandbox';
import { CommandProblem } from '../process/command-problem.js';

export interface ClientOfOptions {
  readonly endpoint: string;
  /** Milliseconds by which the sandbox clock is ahead of this machine's. Default 0. */
  readonly ahead?: number;
}

/** A client for an application of a sandbox. */
export function clientOf(app: ApplicationCredentials, { endpoint, ahead = 0 }: ClientOfOptions): AlipayClient {
  if (app.privateKey === undefined) {
    throw new CommandProblem(`the sandbox does not have the private key of the application ${app.appId}`);
  }
  return new AlipayClient({
    appId: app.appId,
    privateKey: app.privateKey,
    endpoint,
    clock: () => Date.now() + ahead,
    ...(app.encryptKey === undefined ? {} : { encryptKey: app.encryptKey }),
    ...trustOf(app),
  });
}

function trustOf({ mode, alipayPublicKey, appCert, alipayCert, alipayRootCert }: ApplicationCredentials) {
  if (mode === 'key') return { alipayPublicKey };
  return {
    appCertContent: appCert ?? '',
    alipayPublicCertContent: alipayCert ?? '',
    alipayRootCertContent: alipayRootCert ?? '',
  };
}
