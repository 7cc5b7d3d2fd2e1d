import { createPrivateKey, createVerify, sign as signBytes } from 'node:crypto';
import { certificateSerialNumber, fieldsSignString, rootCertificateSerialNumber } from '@lingpai/alipay';
import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';
import { chinaTime } from '../../src/clock/china-time.js';
import { type RawResponse, send } from './raw-client.js';

/** Parameters; `undefined` takes one out. */
export type V2Fields = Readonly<Record<string, string | undefined>>;

/** What of a v2 call differs from an ordinary one. */
export interface V2Call {
  readonly app?: ApplicationCredentials;
  /** Signed with the others. */
  readonly fields?: V2Fields;
  /** Put in after signing. */
  readonly afterwards?: V2Fields;
  /** Where the parameters go. Default `form`. */
  readonly as?: 'form' | 'query' | 'split';
  readonly privateKey?: string;
}

/** The parameters of a v2 request, signed as their owner would. */
export function v2Fields(sandbox: RunningSandbox, method: string, content: unknown, call: V2Call = {}) {
  const { app = sandbox.app(), fields = {}, afterwards = {} } = call;
  const certified = app.mode === 'certificate';
  const unsigned = present({
    method,
    app_id: app.appId,
    charset: 'utf-8',
    format: 'JSON',
    sign_type: 'RSA2',
    timestamp: chinaTime(sandbox.state().now),
    version: '1.0',
    biz_content: content === undefined ? undefined : JSON.stringify(content),
    app_cert_sn: certified ? certificateSerialNumber(app.appCert ?? '') : undefined,
    alipay_root_cert_sn: certified ? rootCertificateSerialNumber(app.alipayRootCert ?? '') : undefined,
    ...fields,
  });
  const key = createPrivateKey(call.privateKey ?? app.privateKey ?? '');
  const sign = signBytes('sha256', Buffer.from(fieldsSignString(unsigned)), key).toString('base64');
  return present({ ...unsigned, sign, ...afterwards });
}

function present(fields: V2Fields): Record<string, string> {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(given);
}

const formType = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };

export function v2Send(sandbox: RunningSandbox, fields: Record<string, string>, as: V2Call['as'] = 'form') {
  const path = '/gateway.do';
  if (as === 'query') return send(sandbox.endpoint, { method: 'GET', path: `${path}?${new URLSearchParams(fields)}` });
  const { biz_content: content, ...others } = fields;
  const body = as === 'form' ? fields : content === undefined ? {} : { biz_content: content };
  const query = as === 'form' ? '' : `?${new URLSearchParams(others)}`;
  return send(sandbox.endpoint, {
    method: 'POST',
    path: `${path}${query}`,
    body: new URLSearchParams(body).toString(),
    headers: formType,
  });
}

export function v2Call(
  sandbox: RunningSandbox,
  method: string,
  content: unknown,
  call: V2Call = {},
): Promise<RawResponse> {
  return v2Send(sandbox, v2Fields(sandbox, method, content, call), call.as);
}

/** The response object of a response, once its signature was found to be right. */
export function verified(
  { text, json }: RawResponse,
  publicKey: string,
): { name: string; content: unknown; sn: unknown } {
  const [name = ''] = Object.keys(json);
  const start = name.length + 4;
  const end = text.lastIndexOf(json.alipay_cert_sn === undefined ? ',"sign":' : ',"alipay_cert_sn":');
  const right = createVerify('sha256').update(text.slice(start, end)).verify(publicKey, String(json.sign), 'base64');
  if (!right) throw new Error(`the signature is wrong: ${text}`);
  return { name, content: json[name], sn: json.alipay_cert_sn };
}
