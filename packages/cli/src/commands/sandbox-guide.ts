import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';

const describe = ({ appId, mode, encryptKey }: ApplicationCredentials) =>
  `  ${appId}   ${mode} mode${encryptKey === undefined ? '' : ', encrypted contents'}`;

/** Instructions for pointing a client at the sandbox. */
export function sandboxGuide({ endpoint, applications }: RunningSandbox): string {
  const [first] = applications;
  const consent = {
    appId: first?.appId ?? '',
    merchantApplications: [{ authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' }],
  };
  return `
A local Alipay for development is listening on ${endpoint}

Applications:
${applications.map(describe).join('\n')}

Connect a client:
  const { applications: [app] } = await (await fetch('${endpoint}/sandbox/applications')).json();
  const client = new AlipayClient({
    appId: app.appId,
    privateKey: app.privateKey,
    alipayPublicKey: app.alipayPublicKey,
    endpoint: '${endpoint}',
  });

Let a merchant consent, and get an app_auth_code:
  curl ${endpoint}/sandbox/consents -H 'content-type: application/json' \\
    -d '${JSON.stringify(consent)}'

See the requests and why they were refused:
  curl ${endpoint}/sandbox/requests

Ctrl-C stops it.
`;
}
