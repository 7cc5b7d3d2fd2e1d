import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ApplicationCredentials,
  NotificationAttempt,
  NotificationKind,
  NotificationSnapshot,
} from '@lingpai/sandbox';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { currentToken } from './current-token.js';
import type { SandboxControl } from './sandbox-control.js';

const texts = localized({
  en: {
    notSent: 'the sandbox did not send the notification',
    notCreated: 'the sandbox created no such notification',
    unknown: (kind: string, known: string) =>
      `there is no notification ${kind}; choose ${known}, or give --content for another message`,
    decided: (kind: string) => `--content: the sandbox itself decides what ${kind} says`,
    noMerchant: (authAppId: string) => `--as: no merchant of the sandbox has the application ${authAppId}`,
    payRefused: 'the sandbox refused the payment',
  },
  zh: {
    notSent: '沙箱没有发出通知',
    notCreated: '沙箱没有生成这样的通知',
    unknown: (kind: string, known: string) => `没有通知 ${kind}；可选 ${known}，其他消息请用 --content 给出内容`,
    decided: (kind: string) => `--content：${kind} 的内容由沙箱自己决定`,
    noMerchant: (authAppId: string) => `--as：沙箱中没有商户拥有应用 ${authAppId}`,
    payRefused: '沙箱拒绝了这笔支付',
  },
});

export interface TriggerOptions {
  readonly control: SandboxControl;
  readonly app: ApplicationCredentials;
  /** The address that receives the notification. */
  readonly to: string;
  /** The merchant application that acts. Default: the first that the sandbox's pages offer. */
  readonly authAppId: string | undefined;
  /** The members of `biz_content` of a message that the sandbox does not send by itself. */
  readonly content?: object | undefined;
}

export interface TriggeredNotification {
  readonly notification: NotificationSnapshot;
  /** The delivery to the address. */
  readonly attempt: NotificationAttempt;
}

/** What happens in the sandbox so that it sends each kind of notification. */
const causes: Readonly<Record<Exclude<NotificationKind, 'message'>, (options: TriggerOptions) => Promise<void>>> = {
  open_app_auth_notify: consent,
  'alipay.open.auth.appauth.cancelled': cancel,
  servicemarket_order_notify: order,
  trade_status_sync: pay,
};

/** Makes the sandbox send one notification to an address. */
export async function triggerNotification(kind: string, options: TriggerOptions): Promise<TriggeredNotification> {
  const { control, app, to, content } = options;
  const before = new Set((await control.notifications()).map(({ id }) => id));
  if (content !== undefined) await message(kind, content, options);
  else await causeOf(kind)(options);
  const wanted = content === undefined ? kind : 'message';
  const created = await untilAttempted(
    control,
    (one) => one.kind === wanted && one.appId === app.appId && !before.has(one.id),
  );
  // A trade's notification and a message went to the address by themselves.
  const isSent = created.attempts.some(({ url }) => url === to);
  const notification = isSent ? created : await withAddress(options, () => control.redeliver(created.id));
  const attempt = notification.attempts.at(-1);
  if (attempt === undefined) throw new CommandProblem(texts.notSent);
  return { notification, attempt };
}

function causeOf(kind: string) {
  if (isKind(kind)) return causes[kind];
  throw new CommandProblem(texts.unknown(kind, Object.keys(causes).join(', ')));
}

function isKind(kind: string): kind is keyof typeof causes {
  return Object.hasOwn(causes, kind);
}

/** A message whose contents the caller knows better than the sandbox. */
async function message(msgMethod: string, bizContent: object, { control, app, to }: TriggerOptions): Promise<void> {
  if (isKind(msgMethod)) throw new CommandProblem(texts.decided(msgMethod));
  await control.act('messages', { appId: app.appId, msgMethod, bizContent, url: to });
}

async function merchantOf({ control, authAppId }: TriggerOptions) {
  const { merchants } = await control.state();
  const all = merchants.flatMap(({ userId, merchantApplications }) =>
    merchantApplications.map((owned) => ({ authAppId: owned.authAppId, userId, kind: owned.kind })),
  );
  const found =
    authAppId === undefined
      ? all.find(({ kind }) => kind === 'WEBAPP')
      : all.find((one) => one.authAppId === authAppId);
  if (found !== undefined) return found;
  throw new CommandProblem(texts.noMerchant(authAppId ?? ''));
}

async function consent(options: TriggerOptions): Promise<void> {
  const merchant = await merchantOf(options);
  await options.control.act('consents', { appId: options.app.appId, merchantApplications: [merchant] });
}

/** A merchant that has not authorized the application consents first. */
async function cancel(options: TriggerOptions): Promise<void> {
  const { control, app } = options;
  const { authAppId } = await merchantOf(options);
  const { authorizations } = await control.state();
  const isActive = authorizations.some(
    (one) => one.appId === app.appId && one.authAppId === authAppId && one.status === 'active',
  );
  if (!isActive) await consent(options);
  await control.act('cancellations', { appId: app.appId, authAppId });
}

async function order(options: TriggerOptions): Promise<void> {
  const { userId } = await merchantOf(options);
  await options.control.act('service-orders', { appId: options.app.appId, userId });
}

/** A buyer pays by barcode. The notification of a trade goes to the address that the call names. */
async function pay({ control, app, to, authAppId }: TriggerOptions): Promise<void> {
  const [state, { clientOf }, { outcomeOf }] = await Promise.all([
    control.state(),
    import('./client-of.js'),
    import('../process/call-outcome.js'),
  ]);
  const client = clientOf(app, { endpoint: control.endpoint, ahead: state.now - Date.now() });
  const order = {
    out_trade_no: `trigger_${crypto.randomUUID().replaceAll('-', '')}`,
    subject: 'lingpai trigger',
    total_amount: '8.80',
    scene: 'bar_code',
    auth_code: '287951669891795468',
    notify_url: to,
  };
  const behalf = authAppId === undefined ? {} : { appAuthToken: currentToken(state, app.appId, authAppId) };
  const { exitCode } = await outcomeOf(
    client.request({ method: 'POST', path: '/v3/alipay/trade/pay', body: order, ...behalf }),
  );
  if (exitCode !== 0) throw new CommandProblem(texts.payRefused, exitCode);
}

/** Between two looks at the notifications, in milliseconds. */
const pause = 20;

/** The notification, once its own first delivery is over or nothing is due. */
async function untilAttempted(
  control: SandboxControl,
  isWanted: (notification: NotificationSnapshot) => boolean,
): Promise<NotificationSnapshot> {
  for (;;) {
    const [notifications, { now }] = await Promise.all([control.notifications(), control.state()]);
    const found = notifications.find(isWanted);
    if (found === undefined) throw new CommandProblem(texts.notCreated);
    const isDue = found.status === 'pending' && found.attempts.length === 0 && (found.nextAttemptAt ?? now) <= now;
    if (!isDue) return found;
    await sleep(pause);
  }
}

/** Lends the application the address for one delivery. */
async function withAddress<T>({ control, app, to }: TriggerOptions, deliver: () => Promise<T>): Promise<T> {
  const { applications } = await control.state();
  const former = applications.find(({ appId }) => appId === app.appId)?.notifyUrl ?? null;
  if (former === to) return deliver();
  await control.setNotifyUrl(app.appId, to);
  try {
    return await deliver();
  } finally {
    await control.setNotifyUrl(app.appId, former);
  }
}
