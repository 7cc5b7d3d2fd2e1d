// The clients behind one interface: `call[kind]()` makes one call of that kind and resolves when its response was read.
// `floor` is what no client can do without: one RSA signature, one exchange over `node:http`, one RSA verification.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';

/** Milliseconds; on a loaded machine, the last of 1,000 calls waits for long. */
const timeout = 600_000;
const path = '/v3/alipay/open/auth/token/app';
const errorPath = '/v3/bench/error';
/** @type {import('@lingpai/alipay/apis/alipay-open-auth-token').AlipayOpenAuthTokenAppModel} */
const body = { grant_type: 'refresh_token', refresh_token: '201509BBdcba1e3347de4e75ba3fed2c9abebE36' };

export const clients = {
  async lingpai({ credentials, endpoint, certificateMode }) {
    const { AlipayClient } = await import('@lingpai/alipay');
    const { AlipayOpenAuthTokenApi } = await import('@lingpai/alipay/apis/alipay-open-auth-token');
    const { appId, privateKey, encryptKey, alipayPublicKey, appCert, alipayCert, rootCert } = credentials;
    const trust = certificateMode
      ? { appCertContent: appCert, alipayPublicCertContent: alipayCert, alipayRootCertContent: rootCert }
      : { alipayPublicKey };
    const client = new AlipayClient({ appId, privateKey, encryptKey, endpoint, timeout, ...trust });
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
    const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', encryptKey, endpoint, timeout, ...trust });
    return {
      plain: () => sdk.curl('POST', path, { body }),
      encrypted: () => sdk.curl('POST', path, { body, needEncrypt: true }),
      error: () => sdk.curl('POST', errorPath, { body }).catch(expectCode),
    };
  },

  async floor({ credentials, endpoint }) {
    const privateKey = createPrivateKey(credentials.privateKey);
    const alipayPublicKey = createPublicKey(credentials.alipayPublicKey);
    const { hostname, port } = new URL(endpoint);
    // As the client's own: without a time-out, a connection could be reused in the moment in which the server closes it.
    const agent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 30_000 });
    const text = JSON.stringify(body);
    const exchange = (requestPath) =>
      new Promise((resolve, reject) => {
        const authorization = sign('sha256', Buffer.from(`${requestPath}\n${text}\n`), privateKey).toString('base64');
        const headers = {
          authorization,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        };
        const request = httpRequest(
          { hostname, port, path: requestPath, method: 'POST', agent, headers },
          (incoming) => {
            const chunks = [];
            incoming.on('data', (chunk) => chunks.push(chunk));
            incoming.on('end', () => {
              const signature = Buffer.from(String(incoming.headers['alipay-signature']), 'base64');
              const head = `${incoming.headers['alipay-timestamp']}\n${incoming.headers['alipay-nonce']}\n`;
              const signed = Buffer.concat([Buffer.from(head), ...chunks, Buffer.from('\n')]);
              if (verify('sha256', signed, alipayPublicKey, signature))
                resolve(JSON.parse(Buffer.concat(chunks).toString()));
              else reject(new Error('the signature is wrong'));
            });
          },
        );
        request.on('error', reject);
        request.end(text);
      });
    return {
      plain: () => exchange(path),
      encrypted: () => exchange(path),
      error: () => exchange(errorPath),
    };
  },
};

function expectCode(error) {
  if (error.code !== 'AUTH_CODE_NOT_VALID') throw error;
}
