import { AlipayClient, isAlipayApiError } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenAuthTokenAppApi } from '@lingpai/alipay/apis/alipay-open-auth-token-app';
import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';
import { maskToken } from './mask-token.js';

export type Print = (line: string) => void;

const merchant = { authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' } as const;

/** Lets a merchant consent, redeems the code, and queries and refreshes the tokens. */
export async function walkThrough(sandbox: RunningSandbox, app: ApplicationCredentials, print: Print): Promise<void> {
  const client = clientOf(sandbox.endpoint, app);
  const tokens = new AlipayOpenAuthTokenApi(client);
  print(`\nIn ${app.mode} mode, as application ${app.appId}`);

  const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant] });
  print(`  merchant ${merchant.userId} consents          app_auth_code     ${maskToken(code)}`);

  const redeemed = await tokens.app({ grant_type: 'authorization_code', code });
  const token = given(redeemed.app_auth_token, 'app_auth_token');
  const refreshToken = given(redeemed.app_refresh_token, 'app_refresh_token');
  print(`  the code is redeemed                        app_auth_token    ${maskToken(token)}`);
  print(`                                              app_refresh_token ${maskToken(refreshToken)}`);

  const found = await new AlipayOpenAuthTokenAppApi(client).query({ app_auth_token: token });
  print(
    `  the token is queried                        ${found.status}, of ${found.auth_app_id}, since ${found.auth_start}`,
  );

  const refreshed = await tokens.app({ grant_type: 'refresh_token', refresh_token: refreshToken });
  print(
    `  the pair is refreshed                       app_auth_token    ${maskToken(given(refreshed.app_auth_token, 'app_auth_token'))}`,
  );

  print(`  the code is tried again                     ${await refusalOf(tokens, code)}`);
}

function clientOf(endpoint: string, app: ApplicationCredentials): AlipayClient {
  const trust =
    app.mode === 'certificate'
      ? {
          appCertContent: given(app.appCert, 'appCert'),
          alipayPublicCertContent: given(app.alipayCert, 'alipayCert'),
          alipayRootCertContent: given(app.alipayRootCert, 'alipayRootCert'),
        }
      : { alipayPublicKey: app.alipayPublicKey };
  return new AlipayClient({ appId: app.appId, privateKey: given(app.privateKey, 'privateKey'), endpoint, ...trust });
}

async function refusalOf(tokens: AlipayOpenAuthTokenApi, code: string): Promise<string> {
  try {
    await tokens.app({ grant_type: 'authorization_code', code });
  } catch (error) {
    if (isAlipayApiError(error, 'AUTH_CODE_NOT_VALID', { verified: true }))
      return `refused: ${error.status} ${error.code}`;
    throw error;
  }
  throw new Error('the code was used twice');
}

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the response holds no ${name}`);
  return value;
}
