import { fieldsSignString, verifyRsa } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import { SignatureRefusal } from '../gateway/verify-request.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { V2Parameters } from './v2-parameters.js';

/** Finds the application that the request names. @throws Refusal */
export function identifyV2({ applications }: Sandbox, parameters: V2Parameters): Application {
  const appId = parameters.get('app_id');
  if (!appId) throw new Refusal('missing-app-id', '缺少AppID参数：app_id');
  const application = applications.find(appId);
  if (application === undefined) throw new Refusal('invalid-app-id', '无效的AppID参数：app_id不存在');
  return application;
}

/** Parameters with a fixed value; those without `missing` are optional. */
const fixed: readonly {
  readonly name: string;
  readonly value: string;
  readonly code: string;
  readonly missing?: string;
}[] = [
  { name: 'sign_type', value: 'RSA2', code: 'invalid-signature-type', missing: 'missing-signature-type' },
  { name: 'version', value: '1.0', code: 'invalid-version', missing: 'missing-version' },
  { name: 'charset', value: 'UTF-8', code: 'invalid-charset' },
  { name: 'format', value: 'JSON', code: 'invalid-format' },
];

/** Checks forms, timestamp, certificates, signature and addresses, in this order. @throws Refusal */
export function verifyV2Request(sandbox: Sandbox, parameters: V2Parameters, application: Application): void {
  for (const { name, value, code, missing } of fixed) {
    const found = parameters.get(name) || undefined;
    if (found === undefined && missing !== undefined) throw new Refusal(missing, `缺少参数：${name}`);
    if (found !== undefined && found.toUpperCase() !== value)
      throw new Refusal(code, `无效的参数：${name}应为${value}`);
  }
  checkTimestamp(sandbox, parameters);
  checkCertificates(sandbox, parameters, application);
  checkSignature(parameters, application);
  for (const name of ['notify_url', 'return_url']) checkAddress(name, parameters.get(name));
}

const gatewayTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

function checkTimestamp({ clock, settings }: Sandbox, parameters: V2Parameters): void {
  const text = parameters.get('timestamp');
  if (!text) throw new Refusal('missing-timestamp', '缺少时间戳参数：timestamp');
  const timestamp = Date.parse(text.replace(gatewayTime, '$1T$2+08:00'));
  if (!gatewayTime.test(text) || Number.isNaN(timestamp)) {
    throw new Refusal('invalid-timestamp', '非法的时间戳参数：timestamp应为yyyy-MM-dd HH:mm:ss，东八区时间');
  }
  // The timestamp has whole seconds.
  const window = settings.timestampWindow * 1000 + 999;
  const fits = (now: number) => Math.abs(now - timestamp) <= window;
  if (!fits(clock.now()) && !(settings.acceptUnmovedTime && fits(clock.unmoved()))) {
    throw new Refusal(
      'invalid-timestamp',
      `非法的时间戳参数：timestamp=${text}，与网关的东八区时间相差超过${settings.timestampWindow}秒`,
    );
  }
}

function checkCertificates(sandbox: Sandbox, parameters: V2Parameters, { mode, certificate }: Application): void {
  const serialNumber = parameters.get('app_cert_sn');
  if (mode === 'key') {
    if (!serialNumber) return;
    throw new Refusal('app-cert-not-exist', '应用公钥证书不存在：应用使用公钥模式，不应传app_cert_sn');
  }
  if (!serialNumber) throw new Refusal('missing-app-cert-sn', '缺少应用公钥证书序列号参数：app_cert_sn');
  if (certificate === undefined || serialNumber !== certificate.serialNumber) {
    throw new Refusal('app-cert-not-exist', '应用公钥证书不存在：app_cert_sn不匹配');
  }
  if (!(sandbox.clock.now() <= certificate.notAfter)) {
    throw new Refusal('app-cert-expired', '应用公钥证书已过期');
  }
  const root = parameters.get('alipay_root_cert_sn');
  if (!root) throw new Refusal('missing-alipay-root-cert-sn', '缺少支付宝根证书序列号参数：alipay_root_cert_sn');
  if (root !== certificate.rootSerialNumber) {
    throw new Refusal('invalid-alipay-root-cert-sn', '无效的支付宝根证书序列号：alipay_root_cert_sn不匹配');
  }
}

function checkSignature(parameters: V2Parameters, { publicKey }: Application): void {
  const signature = parameters.get('sign');
  if (!signature) throw new Refusal('missing-signature', '缺少签名参数：sign');
  const expected = fieldsSignString(Object.fromEntries(parameters), ['sign']);
  if (!verifyRsa(expected, signature, publicKey)) throw new SignatureRefusal(expected);
}

function checkAddress(name: string, address: string | undefined): void {
  if (!address) return;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Refusal('invalid-parameter', `参数有误：${name}应为http或https地址`);
  }
  if (url.searchParams.has('method')) {
    throw new Refusal('suspected-attack', `可疑的攻击请求：${name}中不应有名为method的参数`);
  }
}
