import { AlipayClient, isAlipayApiError } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenAuthTokenAppApi } from '@lingpai/alipay/apis/alipay-open-auth-token-app';
import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';
import { localized } from '../language/localized.js';
import { maskToken } from './mask-token.js';

const texts = localized({
  en: {
    title: ({ mode, appId }: ApplicationCredentials) => `In ${mode} mode, as application ${appId}`,
    consents: (userId: string) => `merchant ${userId} consents`,
    redeemed: 'the code is redeemed',
    queried: 'the token is queried',
    found: (status: string, authAppId: string, since: string) => `${status}, of ${authAppId}, since ${since}`,
    refreshed: 'the pair is refreshed',
    again: 'the code is tried again',
    refused: (why: string) => `refused: ${why}`,
  },
  zh: {
    title: ({ mode, appId }: ApplicationCredentials) => `${mode === 'key' ? '密钥' : '证书'}模式，应用 ${appId}`,
    consents: (userId: string) => `商户 ${userId} 授权`,
    redeemed: '换取令牌',
    queried: '查询令牌',
    found: (status: string, authAppId: string, since: string) => `${status}，商户应用 ${authAppId}，自 ${since} 起`,
    refreshed: '刷新令牌',
    again: '再次使用授权码',
    refused: (why: string) => `被拒绝：${why}`,
  },
});

export type Print = (line: string) => void;

const merchant = { authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' } as const;

/** Lets a merchant consent, redeems the code, and queries and refreshes the tokens. */
export async function walkThrough(sandbox: RunningSandbox, app: ApplicationCredentials, print: Print): Promise<void> {
  const client = clientOf(sandbox.endpoint, app);
  const tokens = new AlipayOpenAuthTokenApi(client);
  const tell = (caption: string, told: string) => print(`  ${padded(caption)}${told}`);
  const tellToken = (caption: string, name: string, value: string) =>
    tell(caption, `${name.padEnd('app_refresh_token '.length)}${maskToken(value)}`);
  print(`\n${texts.title(app)}`);

  const { app_auth_code: code } = sandbox.consent({ appId: app.appId, merchantApplications: [merchant] });
  tellToken(texts.consents(merchant.userId), 'app_auth_code', code);

  const redeemed = await tokens.app({ grant_type: 'authorization_code', code });
  const token = given(redeemed.app_auth_token, 'app_auth_token');
  const refreshToken = given(redeemed.app_refresh_token, 'app_refresh_token');
  tellToken(texts.redeemed, 'app_auth_token', token);
  tellToken('', 'app_refresh_token', refreshToken);

  const found = await new AlipayOpenAuthTokenAppApi(client).query({ app_auth_token: token });
  const { status = '', auth_app_id: authAppId = '', auth_start: since = '' } = found;
  tell(texts.queried, texts.found(status, authAppId, since));

  const refreshed = await tokens.app({ grant_type: 'refresh_token', refresh_token: refreshToken });
  tellToken(texts.refreshed, 'app_auth_token', given(refreshed.app_auth_token, 'app_auth_token'));

  tell(texts.again, await refusalOf(tokens, code));
}

/** A Chinese character is as wide as two others. */
function padded(caption: string): string {
  const width = caption.replaceAll(/\p{Script=Han}/gu, '  ').length;
  return caption + ' '.repeat(Math.max(2, 44 - width));
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
      return texts.refused(`${error.status} ${error.code}`);
    throw error;
  }
  throw new Error('the code was used twice');
}

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the response holds no ${name}`);
  return value;
}
