import type { ApplicationCredentials } from '@lingpai/sandbox';
import { AlipaySdk } from 'alipay-sdk';

/** Alipay's own client for Node, pointed at the sandbox. */
export function officialClient(endpoint: string, app: ApplicationCredentials, privateKey = app.privateKey): AlipaySdk {
  const keys =
    app.mode === 'certificate'
      ? {
          appCertContent: app.appCert ?? '',
          alipayPublicCertContent: app.alipayCert ?? '',
          alipayRootCertContent: app.alipayRootCert ?? '',
        }
      : { alipayPublicKey: app.alipayPublicKey };
  return new AlipaySdk({
    appId: app.appId,
    privateKey: privateKey ?? '',
    endpoint,
    gateway: `${endpoint}/gateway.do`,
    ...(app.encryptKey === undefined ? {} : { encryptKey: app.encryptKey }),
    ...keys,
  });
}
