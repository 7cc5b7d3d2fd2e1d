// The two clients behind one face: `call(kind)` makes one call of that kind and resolves when its response was read.
const path = '/v3/alipay/open/auth/token/app';
const errorPath = '/v3/bench/error';
const body = { grant_type: 'refresh_token', refresh_token: '201509BBdcba1e3347de4e75ba3fed2c9abebE36' };

export const clients = {
  async lingpai({ credentials, endpoint, certificateMode }) {
    const { AlipayClient } = await import('@lingpai/alipay');
    const { AlipayOpenAuthTokenApi } = await import('@lingpai/alipay/apis/alipay-open-auth-token');
    const { appId, privateKey, encryptKey, alipayPublicKey, appCert, alipayCert, rootCert } = credentials;
    const trust = certificateMode
      ? { appCertContent: appCert, alipayPublicCertContent: alipayCert, alipayRootCertContent: rootCert }
      : { alipayPublicKey };
    const client = new AlipayClient({ appId, privateKey, encryptKey, endpoint, ...trust });
    const tokens = new AlipayOpenAuthTokenApi(client);
    return {
      plain: () => tokens.app(body, { encrypt: false }),
      encrypted: () => tokens.app(body),
      error: () => client.request({ method: 'POST', path: errorPath, body, encrypt: false }).catch(expectCode),
    };
  },

  async 'alipay-sdk'({ credentials, endpoint, certificateMode }) {
    const { AlipaySdk } = await import('alipay-sdk');
    const { appId, privateKey, encryptKey, alipayPublicKey, appCert, alipayCert, rootCert } = credentials;
    const trust = certificateMode
      ? { appCertContent: appCert, alipayPublicCertContent: alipayCert, alipayRootCertContent: rootCert }
      : { alipayPublicKey };
    const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', encryptKey, endpoint, ...trust });
    return {
      plain: () => sdk.curl('POST', path, { body }),
      encrypted: () => sdk.curl('POST', path, { body, needEncrypt: true }),
      error: () => sdk.curl('POST', errorPath, { body }).catch(expectCode),
    };
  },
};

function expectCode(error) {
  if (error.code !== 'AUTH_CODE_NOT_VALID') throw error;
}
