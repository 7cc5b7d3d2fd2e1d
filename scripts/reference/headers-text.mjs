// @ts-check
// What the headers of a call are, in both languages.
import { table } from './markdown-table.mjs';

/** @type {readonly (readonly [header: string, en: string, zh: string])[]} */
const sent = [
  [
    'authorization',
    'The signature: application ID, nonce, time and, in certificate mode, the serial number of the application’s certificate. New for each attempt.',
    '签名：应用 ID、随机串、时间，证书模式下还有应用证书序列号。每次尝试都重新生成。',
  ],
  [
    'alipay-request-id',
    'Identifies the call; `requestId` of the options sets it.',
    '标识一次调用，可用选项 `requestId` 指定。',
  ],
  [
    'alipay-app-auth-token',
    'The merchant on whose behalf the application calls: `client.onBehalfOf(token)` or `appAuthToken` of the options.',
    '代哪个商户调用：`client.onBehalfOf(token)` 或选项 `appAuthToken`。',
  ],
  [
    'alipay-root-cert-sn',
    'Certificate mode: serial numbers of Alipay’s root certificates.',
    '证书模式：支付宝根证书序列号。',
  ],
  ['alipay-encrypt-type', '`AES` when the client has an `encryptKey`.', '客户端配置了 `encryptKey` 时为 `AES`。'],
  [
    'content-type',
    '`application/json`; `text/plain` for encrypted content, `multipart/form-data` for uploads.',
    '`application/json`；加密内容为 `text/plain`，上传文件为 `multipart/form-data`。',
  ],
];
/** @type {readonly (readonly [header: string, en: string, zh: string])[]} */
const received = [
  [
    'alipay-signature',
    'Alipay’s signature of the response. The client verifies it; a success without a valid one is never data.',
    '支付宝对响应的签名。客户端负责验证；签名无效的成功响应不会作为数据返回。',
  ],
  ['alipay-timestamp', 'Time of the signature.', '签名时间。'],
  ['alipay-nonce', 'Nonce of the signature.', '签名随机串。'],
  [
    'alipay-sn',
    'Certificate mode: serial number of the certificate that signed.',
    '证书模式：签名所用支付宝证书的序列号。',
  ],
  [
    'alipay-trace-id',
    'Name it when you ask Alipay’s support; `traceId` of responses and errors.',
    '向支付宝技术支持提问时提供；即响应和错误的 `traceId`。',
  ],
];

/** @param {readonly (readonly [string, string, string])[]} rows @param {1 | 2} column */
const rowsOf = (rows, column) => rows.map((row) => [`\`${row[0]}\``, row[column]]);

export const headersText = {
  en: [
    '# Headers',
    'The client sets and checks these headers. To send others, use `headers` of the options of a call.',
    '## Sent',
    table(['Header', 'Meaning'], rowsOf(sent, 1)),
    '## Received',
    table(['Header', 'Meaning'], rowsOf(received, 1)),
    '```ts',
    "import type { AlipayClient } from '@lingpai/alipay';\nimport { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';\n\nexport async function query(client: AlipayClient, appAuthToken: string) {\n  const trade = new AlipayTradeApi(client.onBehalfOf(appAuthToken));\n  const { data, status, traceId } = await trade.query({ out_trade_no: 'order_20261126_0001' }).withResponse();\n  return { data, status, traceId };\n}",
    '```\n',
  ]
    .join('\n\n')
    .replace('```ts\n\n', '```ts\n')
    .replace('\n\n```\n', '\n```\n'),
  zh: [
    '# 请求头与响应头',
    '以下请求头和响应头由客户端设置和检查。需要发送其他请求头时，使用调用选项中的 `headers`。',
    '## 请求头',
    table(['请求头', '含义'], rowsOf(sent, 2)),
    '## 响应头',
    table(['响应头', '含义'], rowsOf(received, 2)),
    '',
  ].join('\n\n'),
};
