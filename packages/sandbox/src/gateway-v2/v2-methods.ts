import { type GatewayCall, StatusedModel } from '../gateway/gateway-operation.js';
import { findOperation } from '../gateway/operations/find-operation.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { downloadCertificate } from './download-certificate.js';
import { inviteMerchant } from './invite-merchant.js';
import { appPayResponse, pagePay } from './page-pay.js';
import type { V2Call } from './v2-call.js';
import type { V2Method } from './v2-method.js';

const page: V2Method = { kind: 'page', trade: pagePay };

/** Methods that do what v3 does with a trade. */
const tradeMethods = ['precreate', 'create', 'query', 'close', 'cancel', 'refund', 'fastpay.refund.query'].map(
  (name): [string, V2Method] => [
    `alipay.trade.${name}`,
    sameAs('POST', `/v3/alipay/trade/${name.replaceAll('.', '/')}`, withNotifyUrl),
  ],
);

const methods: ReadonlyMap<string, V2Method> = new Map<string, V2Method>([
  ['alipay.open.auth.token.app', sameAs('POST', '/v3/alipay/open/auth/token/app')],
  ['alipay.open.auth.token.app.query', sameAs('GET', '/v3/alipay/open/auth/token/app/query')],
  ['alipay.system.oauth.token', { ...sameAs('POST', '/v3/alipay/system/oauth/token', userLogin), form: 'bare' }],
  ['alipay.open.app.alipaycert.download', { kind: 'call', form: 'coded', response: downloadCertificate }],
  ['alipay.open.auth.appauth.invite.create', { kind: 'call', form: 'coded', response: inviteMerchant }],
  ...tradeMethods,
  [
    'alipay.data.dataservice.bill.downloadurl.query',
    sameAs('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query'),
  ],
  ['alipay.fund.trans.uni.transfer', sameAs('POST', '/v3/alipay/fund/trans/uni/transfer')],
  ['alipay.fund.trans.common.query', sameAs('GET', '/v3/alipay/fund/trans/common/query')],
  ['alipay.trade.pay', payByBarcode()],
  ['alipay.trade.app.pay', { kind: 'call', form: 'coded', response: appPayResponse }],
  ['alipay.trade.page.pay', page],
  ['alipay.trade.wap.pay', page],
]);

export function findV2Method(name: string): V2Method | undefined {
  return methods.get(name);
}

/** Translates a method's parameters to those of v3. */
type Translation = (call: V2Call) => Pick<GatewayCall, 'fields' | 'query'>;

/** The method's own parameters are sent next to `biz_content`. */
function userLogin({ parameters }: V2Call): ReturnType<Translation> {
  const own = ['grant_type', 'code', 'refresh_token'].flatMap((name) => {
    const value = parameters.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { fields: Object.fromEntries(own), query: new URLSearchParams() };
}

/** `notify_url` is sent next to `biz_content`. */
function withNotifyUrl({ parameters, content }: V2Call): ReturnType<Translation> {
  const notifyUrl = parameters.get('notify_url');
  return { fields: notifyUrl ? { ...content, notify_url: notifyUrl } : content, query: new URLSearchParams() };
}

/** A query holds only text. */
function bizContent({ content }: V2Call): ReturnType<Translation> {
  const texts = Object.entries(content).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { fields: content, query: new URLSearchParams(texts) };
}

/** A method that works like an operation of v3. */
function sameAs(method: string, path: string, translate: Translation = bizContent) {
  return {
    kind: 'call',
    form: 'coded',
    async response(call: V2Call, sandbox: Sandbox): Promise<object> {
      const operation = findOperation(sandbox, method, path);
      if (operation === undefined) throw new Refusal('invalid-method', `不存在的方法名：${call.method}`);
      const { application, appAuthToken, origin } = call;
      const { fields, query } = translate(call);
      const usesQuery = method === 'GET';
      const model = await operation.response(
        {
          application,
          method,
          path,
          query: usesQuery ? query : new URLSearchParams(),
          fields: usesQuery ? {} : fields,
          form: undefined,
          appAuthToken,
          origin,
        },
        sandbox,
      );
      return withNumbers(model instanceof StatusedModel ? unwrap(model) : model);
    },
  } as const;
}

/** A barcode payment; while the buyer has to confirm it, the code is not that of success. */
function payByBarcode(): V2Method {
  const { response, ...method } = sameAs('POST', '/v3/alipay/trade/pay', withNotifyUrl);
  return {
    ...method,
    async response(call: V2Call, sandbox: Sandbox): Promise<object> {
      const model = await response(call, sandbox);
      return 'gmt_payment' in model ? model : { code: '10003', msg: 'order success pay inprocess', ...model };
    },
  };
}

/** Lifetimes are text on v3 and numbers on v2. */
const numbers = ['expires_in', 're_expires_in'];

function withNumbers(model: object): object {
  const members = Object.entries(model).map(([name, value]: [string, unknown]) => {
    if (name === 'tokens' && Array.isArray(value)) return [name, value.map((pair) => withNumbers(Object(pair)))];
    const isNumber = numbers.includes(name) && typeof value === 'string' && /^\d+$/.test(value);
    return [name, isNumber ? Number(value) : value];
  });
  return Object.fromEntries(members);
}

/** The model of a stub, or its error as a refusal. */
function unwrap({ status, model }: StatusedModel): object {
  if (status < 400) return model;
  const { code, message } = Object(model);
  throw new Refusal(String(code), String(message));
}
