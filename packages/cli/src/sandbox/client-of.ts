import { AlipayClient } from '@lingpai/alipay';
import type { ApplicationCredentials } from '@lingpai/sandbox';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';

const texts = localized({
  en: { noKey: (appId: string) => `the sandbox does not have the private key of the application ${appId}` },
  zh: { noKey: (appId: string) => `沙箱没有应用 ${appId} 的私钥` },
});

export interface ClientOfOptions {
  readonly endpoint: string;
  /** Milliseconds by which the sandbox clock is ahead of this machine's. Default 0. */
  readonly ahead?: number;
}

/** A client for an application of a sandbox. */
export function clientOf(app: ApplicationCredentials, { endpoint, ahead = 0 }: ClientOfOptions): AlipayClient {
  if (app.privateKey === undefined) throw new CommandProblem(texts.noKey(app.appId));
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
