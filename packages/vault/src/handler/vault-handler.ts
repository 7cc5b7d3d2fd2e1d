import type { ServiceOrderNotification } from '@lingpai/alipay';
import {
  type AlipayHandler,
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
import { listAuthorizations } from '../reading/list-authorizations.js';
import { readAuthorization } from '../reading/read-authorization.js';
import { receiveCallback } from '../redemption/receive-callback.js';
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
export function createVaultHandler(open: HandlerVault['open'], options: VaultHandlerOptions): AlipayHandler {
  const checked = checkHandlerOptions(options);
  const { basePath = '' } = checked;
  const { applications, report } = open();
  const notifications = new Map<string, AlipayHandler>();
  for (const application of applications.values()) {
    notifications.set(application.appId, notificationHandler(application, checked, { open, report }));
  }
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : '';
    const [, kind, appId = ''] = route.exec(path) ?? [];
    const notification = notifications.get(appId);
    if (notification === undefined) return plain('not found', 404);
    return kind === 'notify'
      ? notification(request)
      : handleCallback(checked, { open, report }, { request, url, appId });
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
    const result = await receiveCallback(open(), appId, url);
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
  { on, seen, timeout, bodyLimit }: VaultHandlerOptions,
  { open, report }: HandlerVault,
): AlipayHandler {
  const ours = async (_: unknown, { fields }: NotificationContext) => {
    const response = await receiveVerified(open(), appId, fields);
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
  return alipayHandler({
    client,
    on: {
      authorized: ours,
      cancelled: ours,
      tradeStatus: handOn(on?.tradeStatus, (context, id, { authAppId }) => findByKey(context, id, authAppId)),
      serviceOrder: handOn(on?.serviceOrder, findByOrder),
      other: handOn(on?.other, (context, id, _, { fields }) => findByKey(context, id, fields.auth_app_id)),
    },
    timeout,
    bodyLimit,
    verification: { rule: notifyRule },
    onProblem: (problem) => reportProblem(report, appId, problem),
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
  { authAppId, userId }: ServiceOrderNotification,
): Promise<Authorization | undefined> {
  if (authAppId !== undefined) return findByKey(context, appId, authAppId);
  if (userId === undefined) return undefined;
  const { value: found = [] } = await listAuthorizations(context, { appId, userId, pageSize: 2 }).next();
  return found.length === 1 ? found[0] : undefined;
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
