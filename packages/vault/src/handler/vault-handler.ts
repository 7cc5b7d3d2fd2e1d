import type { ServiceOrderNotification } from '@lingpai/alipay';
import {
  type AlipayRequestHandler,
  alipayHandler,
  type HandlerProblem,
  type NotificationContext,
  type NotificationHandler,
} from '@lingpai/alipay/handler';
import type { Application } from '../context/application.js';
import type { ReportHook } from '../context/report.js';
import type { VaultContext } from '../context/vault-context.js';
import { receiveVerified } from '../notifications/receive-notification.js';
import type { Authorization } from '../reading/authorization.js';
import { readAuthorization } from '../reading/read-authorization.js';
import { receiveCallback } from '../redemption/receive-callback.js';
import { DeliveryObserver, type NotificationDelivery } from './delivery-observer.js';
import { failurePage, resultPage } from './result-page.js';
import {
  checkHandlerOptions,
  type VaultHandlerOptions,
  type VaultNotificationHandler,
} from './vault-handler-options.js';

interface HandlerVault {
  /** @throws VaultError `closed` */
  readonly open: () => VaultContext;
  readonly report: ReportHook;
}

const route = /^\/(callback|notify)\/([^/]+)\/?$/;

/** See `Vault.handler`. @throws TypeError naming the option that is wrong */
export function createVaultHandler(open: HandlerVault['open'], options: VaultHandlerOptions): AlipayRequestHandler {
  const checked = checkHandlerOptions(options);
  const { basePath = '' } = checked;
  const { applications, report } = open();
  // One that was replaced gets another handler.
  const notifications = new WeakMap<Application, AlipayRequestHandler>();
  const handlerOf = (application: Application): AlipayRequestHandler => {
    const known = notifications.get(application);
    if (known !== undefined) return known;
    const made = notificationHandler(application, checked, { open, report });
    notifications.set(application, made);
    return made;
  };
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : '';
    const [, kind, appId = ''] = route.exec(path) ?? [];
    const application = applications.served(appId);
    if (application === undefined) return plain('not found', 404);
    return kind === 'notify'
      ? handlerOf(application)(request)
      : // The hook gets what was given: a server of the Web's requests gives one of them.
        handleCallback(checked, { open, report }, { request: request as Request, url, appId });
  };
}

interface CallbackRequest {
  readonly request: Request;
  readonly url: URL;
  readonly appId: string;
}

async function handleCallback(
  { onCallback }: VaultHandlerOptions,
  { open, report }: HandlerVault,
  { request, url, appId }: CallbackRequest,
): Promise<Response> {
  if (request.method !== 'GET') return plain('expected GET', 405, { allow: 'GET' });
  try {
    const context = open();
    const result = await context.applications.use(appId, () => receiveCallback(context, appId, url));
    return (await ask(report, appId, async () => onCallback?.(result, { appId, request }))) ?? resultPage(result);
  } catch (cause) {
    report({ kind: 'worker', appId, message: 'the callback of a merchant could not be stored', cause });
    return failurePage();
  }
}

/** The authorization is stored already: a hook that fails changes nothing about it. */
async function ask(
  report: ReportHook,
  appId: string,
  hook: () => Promise<Response | undefined>,
): Promise<Response | undefined> {
  try {
    return await hook();
  } catch (cause) {
    report({ kind: 'handler', appId, message: 'onCallback rejected; the merchant got the default page', cause });
    return undefined;
  }
}

/** A notification that had no effect yet, which has been reported. */
class NotApplied extends Error {
  override readonly name = 'NotApplied';
}

function notificationHandler(
  { appId, client, notifyRule }: Application,
  { on, seen, timeout, bodyLimit, onDelivery }: VaultHandlerOptions,
  { open, report }: HandlerVault,
): AlipayRequestHandler {
  const observer = new DeliveryObserver(appId, (delivery) => tell(report, delivery, onDelivery));
  const ours = async (_: unknown, { fields }: NotificationContext) => {
    const vault = open();
    const response = await vault.applications.use(appId, () => receiveVerified(vault, appId, fields));
    if (response !== 'success') throw new NotApplied('the notification had no effect yet');
  };
  const handOn = <Notification extends { readonly notifyId: string | undefined }>(
    handler: VaultNotificationHandler<Notification> | undefined,
    find: FindAuthorization<Notification>,
  ): NotificationHandler<Notification> | undefined =>
    handler &&
    (async (notification, context) => {
      const { notifyId } = notification;
      if (notifyId !== undefined && (await seen?.(notifyId, appId)) === true) return;
      const authorization = await find(open(), appId, notification, context);
      await handler(notification, { ...context, authorization, reference: authorization?.reference ?? undefined });
    });
  const handOrder = handOn(on?.serviceOrder, findByOrder);
  const handOther = handOn(on?.other, (context, id, _, { fields }) => findByKey(context, id, fields.auth_app_id));
  const watched = <Notification>(handler: NotificationHandler<Notification> | undefined) =>
    handler && observer.watch(handler);
  return alipayHandler({
    client,
    on: {
      authorized: observer.watch(ours),
      cancelled: observer.watch(ours),
      tradeStatus: watched(handOn(on?.tradeStatus, (context, id, { authAppId }) => findByKey(context, id, authAppId))),
      serviceOrder: observer.watch(async (order, context) => {
        // The vault keeps it, and what gets it next is told the authorization that it was matched with.
        await ours(order, context);
        const { notifyId } = order;
        if (handOrder !== undefined) await handOrder(order, context);
        else await handOther?.({ notifyId, appId, type: context.fields.notify_type }, context);
      }),
      other: watched(handOther),
    },
    timeout,
    bodyLimit,
    verification: { rule: notifyRule },
    onProblem(problem) {
      observer.tellProblem(problem);
      reportProblem(report, appId, problem);
    },
  });
}

type FindAuthorization<Notification> = (
  context: VaultContext,
  appId: string,
  notification: Notification,
  details: NotificationContext,
) => Promise<Authorization | undefined>;

async function findByKey(
  context: VaultContext,
  appId: string,
  authAppId: string | undefined,
): Promise<Authorization | undefined> {
  return authAppId ? readAuthorization(context, { appId, authAppId }) : undefined;
}

async function findByOrder(
  context: VaultContext,
  appId: string,
  { orderId }: ServiceOrderNotification,
): Promise<Authorization | undefined> {
  const order = await context.store.read((database) =>
    database
      .selectFrom('service_order')
      .select('auth_app_id')
      .where('app_id', '=', appId)
      .where('order_id', '=', orderId)
      .executeTakeFirst(),
  );
  return findByKey(context, appId, order?.auth_app_id ?? undefined);
}

/** A hook that throws changes nothing about a notification. */
function tell(report: ReportHook, delivery: NotificationDelivery, onDelivery: VaultHandlerOptions['onDelivery']): void {
  try {
    onDelivery?.(Object.freeze(delivery));
  } catch (cause) {
    report({ kind: 'handler', appId: delivery.appId, message: 'onDelivery threw', cause });
  }
}

/** Problems of the caller's hooks, as opposed to those of the request. */
const hookProblems: readonly HandlerProblem['reason'][] = ['handler', 'timeout', 'unhandled'];

function reportProblem(report: ReportHook, appId: string, { reason, message, cause }: HandlerProblem): void {
  if (cause instanceof NotApplied) return;
  const kind = hookProblems.includes(reason) ? 'handler' : 'notification-refused';
  report({ kind, appId, message: `${reason}: ${message}`, cause });
}

function plain(body: string, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', ...headers },
  });
}
