import {
  AlipayNotificationError,
  AlipaySignatureError,
  type NotificationFields,
  parseNotification,
  type VerifiedNotification,
} from '../index.js';
import { type CheckedHandlerOptions, checkHandlerOptions } from './check-handler-options.js';
import { findHandler, notifyIdOf } from './dispatch.js';
import type { AlipayHandlerOptions, HandlerProblem, HandlerProblemReason, HandlerRequest } from './handler-options.js';
import { readBody, UnreadableBody } from './read-body.js';

/** Handles a request of Alipay as the Web's standards have it. Resolves always. */
export type AlipayHandler = (request: Request) => Promise<Response>;

/** An {@link AlipayHandler} that reads no more of a request than it has to: a server need not make a whole `Request`. */
export type AlipayRequestHandler = (request: HandlerRequest) => Promise<Response>;

/**
 * Makes a request handler for the address to which Alipay posts notifications. It verifies each notification over the bytes
 * that arrived (UTF-8 or GBK, either rule), compares the application, passes it typed to its handler, and tells Alipay
 * `success` only when that has resolved. It also responds to Alipay's check of the address.
 *
 * ```ts
 * import type { AlipayClient } from '@lingpai/alipay';
 * import { alipayHandler } from '@lingpai/alipay/handler';
 *
 * export function notifications(client: AlipayClient) {
 *   return alipayHandler({
 *     client,
 *     on: {
 *       async tradeStatus({ outTradeNo, tradeStatus }) {
 *         if (tradeStatus === 'TRADE_SUCCESS') await markPaid(outTradeNo);
 *       },
 *     },
 *   });
 * }
 *
 * declare function markPaid(outTradeNo: string): Promise<void>;
 * ```
 *
 * Mount it in front of any body parser. For `node:http`, Express and Koa, wrap it in `toNodeHandler`.
 *
 * @throws TypeError naming the option that is wrong
 */
export function alipayHandler(options: AlipayHandlerOptions): AlipayRequestHandler {
  const checked = checkHandlerOptions(options);
  const running = new Map<string, Promise<void>>();
  return async (request) => {
    try {
      return await handle(checked, running, request);
    } catch (error) {
      const problem = problemOf(error);
      tell(checked, problem);
      return fail(problem.status);
    }
  };
}

class Problem extends Error {
  readonly reason: HandlerProblemReason;
  readonly status: number;
  readonly notifyId: string | undefined;

  constructor(reason: HandlerProblemReason, status: number, message: string, about: ProblemContext = {}) {
    super(message, about);
    this.reason = reason;
    this.status = status;
    this.notifyId = about.notifyId;
  }
}

interface ProblemContext extends ErrorOptions {
  readonly notifyId?: string | undefined;
}

async function handle(
  options: CheckedHandlerOptions,
  running: Map<string, Promise<void>>,
  request: HandlerRequest,
): Promise<Response> {
  if (request.method !== 'POST') throw new Problem('method', 405, `expected POST, found ${request.method}`);
  const body = await readBody(request, options.bodyLimit);
  const fields = parseNotification(body, request.headers.get('content-type') ?? undefined);
  if (fields.service === 'alipay.service.check') return checkResponse(options, fields);
  const client = options.clients.get(fields.app_id ?? '');
  if (client === undefined) {
    throw new Problem('foreign-application', 400, 'the notification is for an application that is not configured');
  }
  const verified = await client.verifyNotification(fields, options.verification);
  const notifyId = notifyIdOf(verified.fields);
  const act = () => deliver(options, verified, notifyId);
  if (notifyId === undefined) {
    await act();
    return text('success', 200);
  }
  const key = `${client.appId} ${notifyId}`;
  // Deliveries of one notification that overlap share one call of the handler.
  const shared = running.get(key) ?? act().finally(() => running.delete(key));
  running.set(key, shared);
  await shared;
  return text('success', 200);
}

async function deliver(
  { on, seen, timeout }: CheckedHandlerOptions,
  { fields, rule }: VerifiedNotification,
  notifyId: string | undefined,
): Promise<void> {
  const call = findHandler(fields, on);
  if (call === undefined) {
    throw new Problem('unhandled', 500, 'the notification is of a kind without a handler; add one, or "other"', {
      notifyId,
    });
  }
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `the handler took longer than ${timeout} ms`;
      limit.abort(new DOMException(message, 'TimeoutError'));
      reject(new Problem('timeout', 500, message, { notifyId }));
    }, timeout).unref();
  });
  const done = (async () => {
    if (notifyId !== undefined && (await seen?.(notifyId, fields.app_id ?? '')) === true) return;
    await call({ fields, rule, signal: limit.signal });
  })().catch((cause: unknown) => {
    throw new Problem('handler', 500, 'the handler rejected', { notifyId, cause });
  });
  try {
    await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The check does not reliably name the application, so the one whose keys verify it responds. */
async function checkResponse({ clients }: CheckedHandlerOptions, fields: NotificationFields): Promise<Response> {
  const all = [...clients.values()];
  const verdicts = await Promise.allSettled(all.map((client) => client.verifyNotification(fields)));
  const found = verdicts.findIndex(({ status }) => status === 'fulfilled');
  const xml = await all[Math.max(found, 0)]?.respondToServiceCheck(fields);
  return new Response(xml ?? '', { headers: { 'content-type': 'text/xml;charset=GBK' } });
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnreadableBody) return new Problem(error.reason, error.status, error.message, { cause: error });
  if (error instanceof AlipaySignatureError) return new Problem('unverified', 400, error.message, { cause: error });
  if (error instanceof AlipayNotificationError) {
    const reason = error.problem === 'too-large' ? 'too-large' : 'malformed';
    return new Problem(reason, 400, error.message, { cause: error });
  }
  return new Problem('handler', 500, 'the notification could not be handled', { cause: error });
}

function tell({ onProblem }: CheckedHandlerOptions, { reason, message, notifyId, cause }: Problem): void {
  const problem: HandlerProblem = Object.freeze({ reason, message, notifyId, cause });
  if (onProblem === undefined) {
    process.emitWarning(`${reason}: ${message}`, { type: 'AlipayHandlerWarning' });
    return;
  }
  try {
    onProblem(problem);
  } catch (error) {
    process.emitWarning(`onProblem threw: ${error instanceof Error ? error.name : typeof error}`, {
      type: 'AlipayHandlerWarning',
    });
  }
}

function fail(status: number): Response {
  return text('fail', status, status === 405 ? { allow: 'POST' } : {});
}

function text(body: 'success' | 'fail', status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', ...headers },
  });
}
