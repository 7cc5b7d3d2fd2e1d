import { requestSignString, verifyRsa } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { type AuthorizationHeader, parseAuthorization } from './authorization-header.js';
import { signedBody } from './signed-body.js';
import type { V3Request } from './v3-message.js';

/** The sender that a request names, before anything is verified. */
export interface Identity {
  readonly application: Application;
  readonly authorization: AuthorizationHeader;
}

/** A wrong signature, and the text that should have been signed. */
export class SignatureRefusal extends Refusal {
  readonly expected: string;

  constructor(expected: string) {
    super(
      'invalid-signature',
      `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：${expected}`,
    );
    this.expected = expected;
  }
}

/** Finds the application that the request names. @throws Refusal */
export function identify(sandbox: Sandbox, request: V3Request): Identity {
  const authorization = parseAuthorization(request.headers.authorization);
  const appId = authorization.fields.get('app_id');
  if (!appId) throw new Refusal('missing-app-id', '缺少AppID参数：app_id');
  const application = sandbox.applications.find(appId);
  if (application === undefined) throw new Refusal('invalid-app-id', `无效的AppID参数：app_id=${appId}不存在`);
  return { application, authorization };
}

/**
 * Checks timestamp, nonce, certificate and signature, in this order. Only a request that passes all of them uses up its
 * nonce, so that a wrong signature cannot use up another caller's nonces.
 *
 * @throws Refusal
 */
export function verifyRequest(sandbox: Sandbox, request: V3Request, identity: Identity): void {
  const { application, authorization } = identity;
  const now = sandbox.clock.unmoved();
  const lifetime = checkTimestamp(sandbox, authorization.fields);
  const nonce = authorization.fields.get('nonce');
  if (!nonce) throw new Refusal('invalid-parameter', '参数有误：缺少nonce');
  if (sandbox.nonces.has(application.appId, nonce, now)) {
    throw new Refusal('suspected-attack', '可疑的攻击请求：nonce已被使用，每次请求（包括重试）都须重新签名');
  }
  if (application.mode === 'certificate') checkCertificates(sandbox, request, identity);
  else if (authorization.fields.has('app_cert_sn')) {
    throw new Refusal('app-cert-not-exist', '应用公钥证书不存在：应用使用公钥模式，不应传app_cert_sn');
  }
  checkSignature(request, identity);
  sandbox.nonces.add(application.appId, nonce, now + lifetime, now);
}

/** @returns milliseconds after which no clock of the sandbox accepts the timestamp any more */
function checkTimestamp({ clock, settings }: Sandbox, fields: ReadonlyMap<string, string>): number {
  const text = fields.get('timestamp');
  if (!text) throw new Refusal('missing-timestamp', '缺少时间戳参数：timestamp');
  if (!/^\d{1,16}$/.test(text)) throw new Refusal('invalid-timestamp', '非法的时间戳参数：timestamp应为毫秒数');
  const timestamp = Number(text);
  const past = expiredSeconds(fields) ?? settings.timestampWindow;
  const fits = (now: number) => timestamp >= now - past * 1000 && timestamp <= now + settings.timestampWindow * 1000;
  if (!fits(clock.now()) && !(settings.acceptUnmovedTime && fits(clock.unmoved()))) {
    throw new Refusal(
      'illegal-timestamp',
      `非法的时间戳参数：timestamp=${text}，网关时间为${clock.now()}，最多早${past}秒、晚${settings.timestampWindow}秒`,
    );
  }
  return (past + settings.timestampWindow) * 1000;
}

const longestExpiry = 86_400;

function expiredSeconds(fields: ReadonlyMap<string, string>): number | undefined {
  const text = fields.get('expired_seconds');
  if (text === undefined) return undefined;
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > longestExpiry) {
    throw new Refusal('invalid-parameter', `参数有误：expired_seconds应为1到${longestExpiry}的整数`);
  }
  return seconds;
}

function checkCertificates(sandbox: Sandbox, request: V3Request, { application, authorization }: Identity): void {
  const serialNumber = authorization.fields.get('app_cert_sn');
  if (!serialNumber) throw new Refusal('missing-app-cert-sn', '缺少应用公钥证书序列号参数：app_cert_sn');
  const { certificate } = application;
  if (certificate === undefined || serialNumber !== certificate.serialNumber) {
    throw new Refusal('app-cert-not-exist', `应用公钥证书不存在：app_cert_sn=${serialNumber}`);
  }
  if (!(sandbox.clock.now() <= certificate.notAfter)) {
    throw new Refusal('app-cert-expired', `应用公钥证书已过期：app_cert_sn=${serialNumber}`);
  }
  const root = request.headers['alipay-root-cert-sn'];
  if (!root && sandbox.settings.rootCertSn === 'optional') return;
  if (!root) throw new Refusal('missing-alipay-root-cert-sn', '缺少支付宝根证书序列号参数：请求头alipay-root-cert-sn');
  if (root !== certificate.rootSerialNumber) {
    throw new Refusal('invalid-alipay-root-cert-sn', `无效的支付宝根证书序列号：alipay-root-cert-sn=${root}`);
  }
}

function checkSignature(request: V3Request, { application, authorization }: Identity): void {
  if (authorization.signature === undefined) throw new Refusal('missing-signature', '缺少签名参数：sign');
  const expected = requestSignString(authorization.authString, {
    method: request.method,
    pathAndQuery: request.pathAndQuery,
    body: signedBody(request),
    appAuthToken: request.headers['alipay-app-auth-token'] || undefined,
  });
  if (!verifyRsa(expected, authorization.signature, application.publicKey)) throw new SignatureRefusal(expected);
}
