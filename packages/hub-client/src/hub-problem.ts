import type { ProblemCode } from './generated/operations.js';

/** What a response says that is no success. */
export interface ProblemFields {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: ProblemCode | undefined;
  readonly requestId: string | undefined;
  /** Further members of the problem, such as `needs` or `alipayCode`. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;
}

/** The hub, or what is before it, did not serve a request (RFC 9457). */
export class HubProblem extends Error implements ProblemFields {
  /** Stable: `urn:lingpai:problem:<code>`; `about:blank` when the response was not the hub's. */
  readonly type: string;
  readonly status: number;
  /** For people. */
  readonly title: string;
  /** For people: one sentence. */
  readonly detail: string;
  /** Stable; `undefined` when the response was not the hub's. */
  readonly code: ProblemCode | undefined;
  /** Names the request in the hub's log. */
  readonly requestId: string | undefined;
  /** Further members of the problem, such as `needs` or `alipayCode`. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Seconds after which the request may succeed. */
  readonly retryAfter: number | undefined;

  constructor({ type, status, title, detail, code, requestId, members, retryAfter }: ProblemFields) {
    super(`${status} ${code ?? title}: ${detail}`);
    this.name = 'HubProblem';
    this.type = type;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.code = code;
    this.requestId = requestId;
    this.members = members;
    this.retryAfter = retryAfter;
  }
}

export async function problemOf(response: Response): Promise<HubProblem> {
  const { type, status: _, title, detail, code, requestId, ...members } = await problemDocument(response);
  const isProblem = typeof type === 'string' && typeof code === 'string';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new HubProblem({
    type: isProblem ? type : 'about:blank',
    status: response.status,
    title: isProblem ? String(title) : response.statusText || 'The request failed',
    detail: isProblem ? String(detail) : 'the response is not one of the hub',
    code: isProblem ? (code as ProblemCode) : undefined,
    requestId: isProblem ? String(requestId) : (response.headers.get('x-request-id') ?? undefined),
    members: isProblem ? members : {},
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

async function problemDocument(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await response.text();
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
