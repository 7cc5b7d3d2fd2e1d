import { localized } from '../language/localized.js';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { shown } from '../process/print.js';
import { problemTitles } from './problem-titles.js';

const texts = localized({
  en: {
    unreachable: (address: string) => `no response from ${address}; is the hub running there?`,
    noHub: (address: string) => `there is no hub at ${address}`,
    problem: (code: string, detail: string) => `${detail} (${code})`,
    mayHaveActed: '; Alipay may have acted on it',
  },
  zh: {
    unreachable: (address: string) => `${address} 没有响应；令牌中心在那里运行吗？`,
    noHub: (address: string) => `${address} 不是令牌中心`,
    problem: (code: string, detail: string) => {
      const title = problemTitles.get(code);
      return title === undefined ? `${detail}（${code}）` : `${title}（${code}）：${detail}`;
    },
    mayHaveActed: '；支付宝可能已经执行',
  },
});

/** Problems that leave open what Alipay did: no response, or none that can be trusted. */
const withoutResponse: ReadonlySet<string> = new Set([
  'alipay-unavailable',
  'alipay-unverified',
  'outcome-unknown',
  'timeout',
]);

export interface SentRequest {
  /** An object is sent as JSON. */
  readonly body?: object | FormData | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The API of a hub. Every method throws a {@link CommandProblem} when the hub does not do it. */
export class HubApi {
  readonly address: string;
  readonly #key: string;

  constructor(address: string, key: string) {
    this.address = address;
    this.#key = key;
  }

  get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    return this.#request('GET', search.size === 0 ? path : `${path}?${search}`);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.#request('POST', path, body);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.#request('PATCH', path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#request('DELETE', path);
  }

  /** Sends a request whose response is not, or not only, a document of the hub. */
  async send(method: string, path: string, { body, headers = {}, signal }: SentRequest = {}): Promise<Response> {
    const isJson = body !== undefined && !(body instanceof FormData);
    const type: Readonly<Record<string, string>> = isJson ? { 'content-type': 'application/json' } : {};
    try {
      return await fetch(this.address + path, {
        method,
        headers: { ...headers, ...type, authorization: `Bearer ${this.#key}` },
        body: isJson ? JSON.stringify(body) : (body ?? null),
        redirect: 'error',
        signal: signal ?? null,
      });
    } catch {
      throw new CommandProblem(texts.unreachable(this.address), exitCodes.noResponse);
    }
  }

  /** What a response says that is none of what was asked for. */
  problemOf(text: string): CommandProblem {
    const { code, detail, outcome } = Object(parsedJson(text));
    if (typeof code !== 'string' || typeof detail !== 'string') {
      return new CommandProblem(texts.noHub(this.address), exitCodes.noResponse);
    }
    const acted = outcome === 'unknown' ? texts.mayHaveActed : '';
    const exitCode = withoutResponse.has(code) ? exitCodes.noResponse : exitCodes.refused;
    return new CommandProblem(texts.problem(shown(code), shown(detail, 500)) + acted, exitCode);
  }

  async #request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.send(method, path, { body });
    const text = await response.text();
    if (response.status === 204) return undefined as T;
    const document = parsedJson(text);
    if (response.ok && document !== undefined) return document as T;
    throw this.problemOf(text);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
