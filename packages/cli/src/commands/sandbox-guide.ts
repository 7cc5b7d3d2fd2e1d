import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';
import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    modes: { key: 'key mode', certificate: 'certificate mode' },
    encrypted: ', encrypted contents',
    listening: (endpoint: string) => `A local Alipay for development is listening on ${endpoint}`,
    applications: 'Applications:',
    connect: 'Connect a client:',
    consent: 'Let a merchant consent, and get an app_auth_code:',
    requests: 'See the requests and why they were refused:',
    stop: 'Ctrl-C stops it.',
  },
  zh: {
    modes: { key: '密钥模式', certificate: '证书模式' },
    encrypted: '，内容加密',
    listening: (endpoint: string) => `供开发用的本地支付宝正在监听 ${endpoint}`,
    applications: '应用：',
    connect: '连接客户端：',
    consent: '让商户授权，得到 app_auth_code：',
    requests: '查看收到的请求，以及被拒绝的原因：',
    stop: '按 Ctrl-C 停止。',
  },
});

const describe = ({ appId, mode, encryptKey }: ApplicationCredentials) =>
  `  ${appId}   ${texts.modes[mode]}${encryptKey === undefined ? '' : texts.encrypted}`;

/** Instructions for pointing a client at the sandbox. */
export function sandboxGuide({ endpoint, applications }: RunningSandbox): string {
  const [first] = applications;
  const consent = {
    appId: first?.appId ?? '',
    merchantApplications: [{ authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' }],
  };
  return `
${texts.listening(endpoint)}

${texts.applications}
${applications.map(describe).join('\n')}

${texts.connect}
  const { applications: [app] } = await (await fetch('${endpoint}/sandbox/applications')).json();
  const client = new AlipayClient({
    appId: app.appId,
    privateKey: app.privateKey,
    alipayPublicKey: app.alipayPublicKey,
    endpoint: '${endpoint}',
  });

${texts.consent}
  curl ${endpoint}/sandbox/consents -H 'content-type: application/json' \\
    -d '${JSON.stringify(consent)}'

${texts.requests}
  curl ${endpoint}/sandbox/requests

${texts.stop}
`;
}
