import type { PageLanguage } from '../pages/page-language.js';
import type { AlertKind, Severity } from './alert-kind.js';
import type { AlertChange } from './alert-table.js';

/** What happened, and what to do. `{name}` stands for a detail of the alert. */
export interface KindText {
  readonly what: string;
  readonly action: string;
}

export const kindTexts: Readonly<Record<PageLanguage, Readonly<Record<AlertKind, KindText>>>> = {
  en: {
    'application-stopped': {
      what: 'Calls of the application {appId} fail: {reason}',
      action: 'Check the key and the state of the application in Alipay’s console, then its keys in the hub.',
    },
    'authorization-attention': {
      what: 'The authorization of {merchant} needs attention: {reason}',
      action: 'Have the hub check it; if Alipay refuses its tokens, send the merchant a new consent link.',
    },
    'authorization-cancelled': {
      what: '{merchant} cancelled the authorization',
      action: 'Ask the merchant; a new consent link restores it.',
    },
    'refresh-deadline': {
      what: 'The refresh token of {merchant} expires in {daysLeft} days and could not be rotated',
      action: 'Rotate it by hand and read the error; send a consent link before it expires.',
    },
    'certificate-expires': {
      what: 'The certificate {certificate} expires in {days} days',
      action: 'Download a new one from Alipay’s console and replace it in the hub.',
    },
    'certificate-expired': {
      what: 'The certificate {certificate} has expired',
      action: 'Replace it at once: calls that it signs fail.',
    },
    'audit-broken': {
      what: '{count} audit chains were changed',
      action: 'Keep the database as it is, find out who had access, and compare it with a backup.',
    },
    quarantine: {
      what: '{count} entries of the application {appId} do not open and were set aside',
      action: 'Add the master key that is missing, then start a job “reseal”.',
    },
    'work-late': {
      what: '{waiting} {queue} wait, the oldest for {minutes} minutes',
      action: 'Look at the log of the nodes and at the database; add a node if it is the load.',
    },
    'webhook-paused': {
      what: 'The receiver {name} fails again and again and is paused',
      action: 'Repair the receiver: what waits is delivered once it responds.',
    },
    'webhook-dead': {
      what: '{count} webhooks to the receiver {name} were given up',
      action: 'Repair the receiver, then replay what failed.',
    },
    'channel-failing': {
      what: 'The alert channel {name} fails: {failure}',
      action: 'Correct its address, secret or password, then send a test.',
    },
    'clock-skew': {
      what: 'The clock of the node {node} and Alipay’s are {seconds} s apart',
      action: 'Repair time synchronization (NTP) on this machine.',
    },
    'spool-holds': {
      what: '{count} responses of Alipay are in the spool of the node {node}',
      action: 'Keep this node’s disk; repair the database, and the node stores them.',
    },
    'disk-low': {
      what: 'The disk of the spool on the node {node} has {megabytes} MB left',
      action: 'Make room: without it the node cannot keep responses that the database refuses.',
    },
  },
  zh: {
    'application-stopped': {
      what: '应用 {appId} 的调用失败：{reason}',
      action: '在支付宝开放平台检查应用的密钥和状态，再检查令牌中心里的密钥。',
    },
    'authorization-attention': {
      what: '{merchant} 的授权需要处理：{reason}',
      action: '先让令牌中心检查授权；如果支付宝拒绝令牌，请给商户发送新的授权链接。',
    },
    'authorization-cancelled': {
      what: '{merchant} 取消了授权',
      action: '联系商户；新的授权链接可以恢复授权。',
    },
    'refresh-deadline': {
      what: '{merchant} 的刷新令牌将在 {daysLeft} 天后过期，且未能轮换',
      action: '手动轮换并查看错误；请在过期之前发送授权链接。',
    },
    'certificate-expires': {
      what: '证书 {certificate} 将在 {days} 天后过期',
      action: '从支付宝开放平台下载新证书，并在令牌中心替换。',
    },
    'certificate-expired': {
      what: '证书 {certificate} 已过期',
      action: '请立即替换：使用它签名的调用会失败。',
    },
    'audit-broken': {
      what: '{count} 条审计链被改动',
      action: '保留数据库现状，查明谁有访问权限，并与备份比对。',
    },
    quarantine: {
      what: '应用 {appId} 有 {count} 条数据无法解密，已被隔离',
      action: '补上缺少的主密钥，然后启动 reseal 任务。',
    },
    'work-late': {
      what: '{waiting} 个 {queue} 在等待处理，最早的已等待 {minutes} 分钟',
      action: '查看各节点的日志和数据库；如果是负载过高，请增加节点。',
    },
    'webhook-paused': {
      what: '接收方 {name} 连续失败，已暂停投递',
      action: '修复接收方：恢复响应后，等待的事件会自动投递。',
    },
    'webhook-dead': {
      what: '发往接收方 {name} 的 {count} 个 webhook 已放弃投递',
      action: '修复接收方，然后重放失败的投递。',
    },
    'channel-failing': {
      what: '告警渠道 {name} 发送失败：{failure}',
      action: '更正地址、密钥或密码，然后发送测试消息。',
    },
    'clock-skew': {
      what: '节点 {node} 的时钟与支付宝相差 {seconds} 秒',
      action: '修复这台机器的时间同步（NTP）。',
    },
    'spool-holds': {
      what: '节点 {node} 的暂存目录中有 {count} 个支付宝响应',
      action: '保留该节点的磁盘；修复数据库后，节点会自动写入。',
    },
    'disk-low': {
      what: '节点 {node} 的暂存目录所在磁盘仅剩 {megabytes} MB',
      action: '请清理磁盘：空间不足时，节点无法保存数据库未能写入的响应。',
    },
  },
};

export interface FrameText {
  readonly changes: Readonly<Record<AlertChange, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly title: (open: number, resolved: number) => string;
  readonly action: string;
  readonly since: string;
  readonly more: (count: number) => string;
  readonly test: { readonly title: string; readonly body: string };
}

export const frameTexts: Readonly<Record<PageLanguage, FrameText>> = {
  en: {
    changes: { opened: '', repeated: 'Still: ', resolved: 'Resolved: ' },
    severities: { critical: 'Critical', warning: 'Warning' },
    title: (open, resolved) =>
      titleOf([`${open} open`, open], [`${resolved} resolved`, resolved], 'Lingpai alert: ', ', '),
    action: 'What to do: ',
    since: 'Since: ',
    more: (count) => `${count} more: GET /v1/alerts`,
    test: { title: 'Lingpai alert: test', body: 'This channel works.' },
  },
  zh: {
    changes: { opened: '', repeated: '仍未解决：', resolved: '已解决：' },
    severities: { critical: '严重', warning: '警告' },
    title: (open, resolved) =>
      titleOf([`${open} 个未解决`, open], [`${resolved} 个已解决`, resolved], '令牌告警：', '，'),
    action: '处理方法：',
    since: '开始时间：',
    more: (count) => `另有 ${count} 条：GET /v1/alerts`,
    test: { title: '令牌告警：测试', body: '该渠道工作正常。' },
  },
};

type Part = readonly [text: string, count: number];

const titleOf = (open: Part, resolved: Part, start: string, separator: string) =>
  start +
  [open, resolved]
    .filter(([, count]) => count > 0)
    .map(([text]) => text)
    .join(separator);
