import type { ServedRequest } from '../context/hub-module.js';

/** What many requests have in common. */
export interface RequestKind {
  readonly method: string;
  /** The pattern of the route. */
  readonly route: string;
  readonly status: number;
  /** The code of the problem that the response was. */
  readonly problem: string | null;
  /** The path or the method of the call at Alipay, without anything of one merchant. */
  readonly alipayCall: string | null;
  readonly alipayCode: string | null;
  readonly keyId: string;
  readonly appId: string | null;
  readonly authAppId: string | null;
}

/** What is kept of a request that was served; nothing of its body or its query. */
export interface LoggedRequest extends RequestKind {
  /** Sorts by time. */
  readonly id: string;
  /** When it ended. */
  readonly at: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly requestId: string;
  /** The id of the W3C trace. */
  readonly traceId: string;
  readonly alipayTraceId: string | null;
}

/** Characters that are kept of what Alipay says. */
const longestText = 200;

export const textOf = (text: string | undefined): string | null => text?.slice(0, longestText) ?? null;

export function kindOf(served: ServedRequest): RequestKind {
  const { method, route, status, problem, alipayCall, keyId, appId, authAppId } = served;
  return {
    method,
    route,
    status,
    problem: problem ?? null,
    alipayCall: textOf(alipayCall?.name),
    alipayCode: textOf(alipayCall?.code),
    keyId: keyId ?? '',
    appId: idOf(appId),
    authAppId: idOf(authAppId),
  };
}

/** Parts of an address that no application can have are left out: they may be anything. */
const idOf = (text: string | undefined) => (text !== undefined && /^[\w-]{1,64}$/.test(text) ? text : null);

export const hasFailed = ({ status }: Pick<RequestKind, 'status'>): boolean => status >= 400;
