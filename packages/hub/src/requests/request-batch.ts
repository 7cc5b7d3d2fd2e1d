import type { ForgottenMerchant } from '../context/hub-module.js';
import { firstIdAt } from '../context/new-id.js';
import { hasFailed, type LoggedRequest, type RequestKind } from './logged-request.js';
import type { RequestBatchRow, RequestMerchantRow } from './request-table.js';

/** Requests of one batch at most. */
export const mostRequests = 1_000;
/** Milliseconds between the oldest and the newest request of a batch at most. */
export const longestSpan = 10_000;

/** What is written together. */
export interface RequestBatch {
  readonly row: Readonly<RequestBatchRow>;
  readonly merchants: readonly RequestMerchantRow[];
}

/** The columns of the requests, without their names, which would be most of the text. */
interface BatchContent {
  /** What the requests have in common; `null` for one that was erased. */
  readonly kinds: readonly (KindValues | null)[];
  /** `null` for one that was erased: the others keep their places, which are in their ids. */
  readonly requests: readonly (RequestValues | null)[];
}

type RequestValues = readonly [
  kind: number,
  at: number,
  duration: number,
  requestId: string,
  traceId: string,
  alipayTraceId: string | null,
];

type KindValues = ReturnType<typeof valuesOf>;

export const valuesOf = (kind: RequestKind) =>
  [
    kind.method,
    kind.route,
    kind.status,
    kind.problem,
    kind.alipayCall,
    kind.alipayCode,
    kind.keyId,
    kind.appId,
    kind.authAppId,
  ] as const;

function kindFrom(values: KindValues): RequestKind {
  const [method, route, status, problem, alipayCall, alipayCode, keyId, appId, authAppId] = values;
  return { method, route, status, problem, alipayCall, alipayCode, keyId, appId, authAppId };
}

const contentOf = ({ content }: Pick<RequestBatchRow, 'content'>): BatchContent => JSON.parse(content);

/** What lists are narrowed by. A merchant is none of the terms: a batch can have a thousand. */
export const terms = {
  key: (keyId: string) => `key:${keyId}`,
  application: (appId: string) => `app:${appId}`,
  code: (alipayCode: string) => `code:${alipayCode}`,
  outcome: (failed: boolean) => (failed ? 'failed' : 'succeeded'),
} as const;

/** The terms of a batch, as JSON. */
export function termsOf(kinds: readonly RequestKind[]): string {
  const found = new Set<string>();
  for (const kind of kinds) {
    found.add(terms.key(kind.keyId)).add(terms.outcome(hasFailed(kind)));
    if (kind.appId !== null) found.add(terms.application(kind.appId));
    if (kind.alipayCode !== null) found.add(terms.code(kind.alipayCode));
  }
  return JSON.stringify([...found]);
}

/** The merchants that some requests of a batch are about. */
export function merchantsOf(batchId: string, kinds: readonly RequestKind[]): RequestMerchantRow[] {
  const found = new Map<string, RequestMerchantRow>();
  for (const { appId, authAppId } of kinds) {
    if (authAppId === null) continue;
    found.set(`${appId} ${authAppId}`, { auth_app_id: authAppId, batch_id: batchId, app_id: appId ?? '' });
  }
  return [...found.values()];
}

/** The requests of those kinds that fit. */
export function decodeBatch(
  batch: Pick<RequestBatchRow, 'id' | 'content'>,
  fits: (kind: RequestKind) => boolean,
): LoggedRequest[] {
  const { kinds, requests } = contentOf(batch);
  const fitting = kinds.map((values) => {
    const kind = values === null ? undefined : kindFrom(values);
    return kind !== undefined && fits(kind) ? kind : undefined;
  });
  const found: LoggedRequest[] = [];
  for (const [place, values] of requests.entries()) {
    const kind = values === null ? undefined : fitting[values[0]];
    if (values === null || kind === undefined) continue;
    const [, at, duration, requestId, traceId, alipayTraceId] = values;
    const id = `${firstIdAt('req', at)}${batch.id.slice(-16)}${place.toString(16).padStart(4, '0')}`;
    found.push({ id, at, duration, requestId, traceId, alipayTraceId, ...kind });
  }
  return found;
}

/** The batch without the requests about a merchant. */
export function withoutMerchant(
  batch: Pick<RequestBatchRow, 'content'>,
  { appId, authAppId }: Pick<ForgottenMerchant, 'appId' | 'authAppId'>,
): Pick<RequestBatchRow, 'content' | 'requests'> {
  const before = contentOf(batch);
  const isErased = (kind: RequestKind) => kind.appId === appId && kind.authAppId === authAppId;
  const kinds = before.kinds.map((values) => (values === null || isErased(kindFrom(values)) ? null : values));
  const requests = before.requests.map((values) =>
    values === null || (kinds[values[0]] ?? null) === null ? null : values,
  );
  return {
    content: JSON.stringify({ kinds, requests } satisfies BatchContent),
    requests: requests.filter((values) => values !== null).length,
  };
}
