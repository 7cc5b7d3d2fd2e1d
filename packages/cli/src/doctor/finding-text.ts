import type { Finding, FindingCode } from '@lingpai/hub';
import type { Language } from '../language/localized.js';

/** What was found, and what to do. `{name}` stands for a detail of the finding. */
interface FindingText {
  readonly message: string;
  readonly advice?: string;
}

const en: Readonly<Record<FindingCode, FindingText>> = {
  'settings-valid': { message: 'the settings are complete' },
  'settings-wrong': { message: '{message}', advice: 'docs/hub-settings.md lists every setting' },
  'secrets-private': { message: 'only their owner reads the secret files' },
  'secret-readable-by-others': { message: 'other users of this machine can read {file}', advice: 'chmod 600 {file}' },
  'database-missing': { message: 'there is no database yet: {address}', advice: 'lingpai serve creates it' },
  'database-unusable': {
    message: 'the database cannot be used: {message}',
    advice: 'check database.url, the network and whether the server runs',
  },
  'commits-durable': { message: '{database} keeps every commit' },
  'commits-not-durable': {
    message: '{message}',
    advice: 'change the setting on the server: a crash can lose tokens that Alipay does not issue again',
  },
  'commits-less-durable': { message: '{message}', advice: 'change the setting, unless you accept what it says' },
  'master-key-matches': { message: 'the master keys open the database' },
  'hub-cannot-open': { message: '{message}', advice: 'the hub does not start before this is mended' },
  'public-url-private': {
    message: 'Alipay does not reach {publicUrl}',
    advice: 'set publicUrl to an address of the internet; the sandbox needs none',
  },
  'public-url-plain': { message: '{publicUrl} is not encrypted', advice: 'use https: callbacks bring codes' },
  'hub-reached': { message: 'this machine reaches the hub at {publicUrl}' },
  'hub-not-reached': {
    message: 'this machine does not reach the hub at {publicUrl} ({reason})',
    advice: 'start it with lingpai serve; if it runs, check DNS, the proxy, its certificate and the firewall',
  },
  'notify-url-reached': { message: 'notifications reach {notifyUrl} from here' },
  'notify-url-not-reached': {
    message: 'a notification does not reach {notifyUrl} ({reason})',
    advice: 'let the proxy pass POST /notify/ on unchanged, without a sign-in page or a filter',
  },
  'tls-certificate-valid': { message: 'the certificate of TLS is valid for {days} days' },
  'tls-certificate-expires': { message: 'the certificate of TLS expires in {days} days', advice: 'renew {file}' },
  'tls-certificate-expired': { message: 'the certificate of TLS has expired', advice: 'renew {file}' },
  'no-application': { message: 'there is no application yet', advice: 'add one: lingpai apps add' },
  'application-served': { message: '{appId} is served' },
  'application-not-served': {
    message: '{appId} is not served: its keys do not open or cannot be used',
    advice: "the hub's log says why; replace the keys: lingpai apps replace-keys {appId}",
  },
  'application-disabled': { message: '{appId} is disabled' },
  'calls-stopped': {
    message: '{appId}: calls about tokens are stopped ({reason})',
    advice:
      "application-refused: compare the keys with those in Alipay's console, and see whether the application is online; " +
      'alipay-unavailable: nothing, calls resume by themselves',
  },
  'certificate-valid': { message: '{appId}: the certificate "{certificate}" is valid for {days} days' },
  'certificate-expires': {
    message: '{appId}: the certificate "{certificate}" expires in {days} days',
    advice: "renew it in Alipay's console, then: lingpai apps replace-keys {appId}",
  },
  'certificate-expired': {
    message: '{appId}: the certificate "{certificate}" has expired',
    advice: "renew it in Alipay's console, then: lingpai apps replace-keys {appId}",
  },
  'clock-agrees': { message: "this machine's clock agrees with that of {endpoint}" },
  'clock-inexact': {
    message: "the clock of {endpoint} is {seconds} s ahead of this machine's",
    advice: 'synchronize the clock (NTP)',
  },
  'clock-wrong': {
    message: "the clock of {endpoint} is {seconds} s ahead of this machine's: Alipay refuses signed calls",
    advice: 'synchronize the clock (NTP)',
  },
  'alipay-not-reached': {
    message: 'this machine does not reach {endpoint} ({reason})',
    advice: 'permit outgoing HTTPS to it, and check DNS',
  },
  'inbox-in-time': { message: 'codes and notifications are worked on in time' },
  'inbox-late': {
    message: '{waiting} codes and notifications wait, the oldest for {minutes} minutes',
    advice: 'see whether a hub runs, and what its log says',
  },
  'events-in-time': { message: 'events are delivered in time' },
  'events-late': {
    message: '{waiting} events wait, the oldest for {minutes} minutes',
    advice: 'see whether a hub runs, and what its log says',
  },
  'tokens-in-time': { message: 'no refresh token is about to expire' },
  'tokens-expire': {
    message: 'refresh tokens of {count} merchants expire within {days} days',
    advice: 'lingpai list --due-within {days} lists them; lingpai rotate or a new consent saves them',
  },
  'spool-empty': { message: "this machine's spool is empty" },
  'spool-holds': {
    message: "this machine's spool holds {count} responses of Alipay that the database did not take",
    advice: 'keep the disk; a running hub stores them once the database takes them',
  },
};

const zh: Readonly<Record<FindingCode, FindingText>> = {
  'settings-valid': { message: '配置完整' },
  'settings-wrong': { message: '{message}', advice: '所有设置见 docs/zh/hub-settings.md' },
  'secrets-private': { message: '机密文件只有属主可读' },
  'secret-readable-by-others': { message: '本机其他用户可以读取 {file}', advice: 'chmod 600 {file}' },
  'database-missing': { message: '数据库尚不存在：{address}', advice: 'lingpai serve 会创建它' },
  'database-unusable': { message: '数据库无法使用：{message}', advice: '检查 database.url、网络以及数据库是否在运行' },
  'commits-durable': { message: '{database} 会保住每一次提交' },
  'commits-not-durable': {
    message: '{message}',
    advice: '请修改数据库服务器的设置：一次崩溃就可能丢失支付宝不会再次签发的令牌',
  },
  'commits-less-durable': { message: '{message}', advice: '请修改该设置，除非您接受其后果' },
  'master-key-matches': { message: '主密钥能打开数据库' },
  'hub-cannot-open': { message: '{message}', advice: '解决之前令牌中心无法启动' },
  'public-url-private': {
    message: '支付宝无法访问 {publicUrl}',
    advice: '把 publicUrl 设为公网地址；使用沙箱时不需要',
  },
  'public-url-plain': { message: '{publicUrl} 未加密', advice: '请使用 https：授权回调会带来 app_auth_code' },
  'hub-reached': { message: '本机可以通过 {publicUrl} 访问令牌中心' },
  'hub-not-reached': {
    message: '本机无法通过 {publicUrl} 访问令牌中心（{reason}）',
    advice: '用 lingpai serve 启动；若已在运行，请检查 DNS、代理及其证书、防火墙',
  },
  'notify-url-reached': { message: '从本机发出的通知可以到达 {notifyUrl}' },
  'notify-url-not-reached': {
    message: '通知无法到达 {notifyUrl}（{reason}）',
    advice: '让代理原样转发 POST /notify/，不要加登录页或过滤',
  },
  'tls-certificate-valid': { message: 'TLS 证书还有 {days} 天有效' },
  'tls-certificate-expires': { message: 'TLS 证书将在 {days} 天后过期', advice: '更新 {file}' },
  'tls-certificate-expired': { message: 'TLS 证书已过期', advice: '更新 {file}' },
  'no-application': { message: '还没有应用', advice: '添加应用：lingpai apps add' },
  'application-served': { message: '应用 {appId} 正常提供服务' },
  'application-not-served': {
    message: '应用 {appId} 无法提供服务：密钥打不开或不可用',
    advice: '原因见令牌中心日志；更换密钥：lingpai apps replace-keys {appId}',
  },
  'application-disabled': { message: '应用 {appId} 已停用' },
  'calls-stopped': {
    message: '{appId}：与令牌有关的调用已暂停（{reason}）',
    advice:
      'application-refused：核对支付宝控制台里的密钥，并确认应用已上线；alipay-unavailable：无需处理，调用会自动恢复',
  },
  'certificate-valid': { message: '{appId}：证书“{certificate}”还有 {days} 天有效' },
  'certificate-expires': {
    message: '{appId}：证书“{certificate}”将在 {days} 天后过期',
    advice: '在支付宝控制台更新，再执行 lingpai apps replace-keys {appId}',
  },
  'certificate-expired': {
    message: '{appId}：证书“{certificate}”已过期',
    advice: '在支付宝控制台更新，再执行 lingpai apps replace-keys {appId}',
  },
  'clock-agrees': { message: '本机时钟与 {endpoint} 一致' },
  'clock-inexact': { message: '{endpoint} 的时钟比本机快 {seconds} 秒', advice: '同步时钟（NTP）' },
  'clock-wrong': {
    message: '{endpoint} 的时钟比本机快 {seconds} 秒：支付宝会拒绝带签名的调用',
    advice: '同步时钟（NTP）',
  },
  'alipay-not-reached': { message: '本机无法访问 {endpoint}（{reason}）', advice: '放行到它的 HTTPS，并检查 DNS' },
  'inbox-in-time': { message: 'app_auth_code 与通知处理及时' },
  'inbox-late': {
    message: '{waiting} 个 app_auth_code 与通知在等待处理，最久的已等 {minutes} 分钟',
    advice: '确认令牌中心在运行，并查看其日志',
  },
  'events-in-time': { message: '事件投递及时' },
  'events-late': {
    message: '{waiting} 个事件在等待投递，最久的已等 {minutes} 分钟',
    advice: '确认令牌中心在运行，并查看其日志',
  },
  'tokens-in-time': { message: '没有即将过期的刷新令牌' },
  'tokens-expire': {
    message: '{count} 个商户的刷新令牌将在 {days} 天内过期',
    advice: '用 lingpai list --due-within {days} 列出；用 lingpai rotate 刷新，或请商户重新授权',
  },
  'spool-empty': { message: '本机的 spool 目录是空的' },
  'spool-holds': {
    message: '本机的 spool 目录里有 {count} 个数据库未能接收的支付宝响应',
    advice: '请保留这块磁盘；数据库恢复后，运行中的令牌中心会把它们存入',
  },
};

const texts: Readonly<Record<Language, typeof en>> = { en, zh };

export interface ShownFinding {
  readonly message: string;
  readonly advice: string | undefined;
}

export function findingText({ code, details }: Finding, language: Language): ShownFinding {
  const { message, advice } = texts[language][code];
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
  return { message: filled(message), advice: advice === undefined ? undefined : filled(advice) };
}
