import type { CatalogueOperation } from '../catalogue/command-catalogue.js';
import { localized } from '../language/localized.js';
import type { CallOutcome } from '../process/call-outcome.js';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { maskTokens } from '../process/mask-tokens.js';
import { ConnectionLost, serverEvents } from '../process/server-events.js';
import { applicationPath } from './application-option.js';
import type { HubApi } from './hub-api.js';
import { proxiedRequest } from './proxied-request.js';

export interface HubCall {
  readonly operation: CatalogueOperation;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The calling application. Default: the only one of the hub. */
  readonly app: string | undefined;
  /** The merchant application that the call is made for. */
  readonly onBehalfOf: string;
  /** Tokens in full. Default `false`: masked. */
  readonly showTokens?: boolean | undefined;
}

const texts = localized({
  en: { cut: 'the connection ended before the stream', noJson: 'the response is not JSON' },
  zh: { cut: '事件流结束前连接已断开', noJson: '响应不是 JSON' },
});

/** Calls an operation for a merchant through the proxy of a hub. @throws CommandProblem */
export async function callThroughHub(api: HubApi, call: HubCall): Promise<CallOutcome> {
  const { operation, parameters, onBehalfOf, showTokens = false } = call;
  const { path, body } = await proxiedRequest(operation, parameters);
  const appId = (await applicationPath(api, call.app)).replace('/v1/apps/', '');
  const headers = operation.streams ? { accept: 'text/event-stream' } : {};
  const proxied = `/proxy/${appId}/${encodeURIComponent(onBehalfOf)}${path}`;
  const response = await api.send(operation.method, proxied, { headers, body });
  // Only what Alipay responded with has a generation.
  if (!response.headers.has('lingpai-token-generation')) throw api.problemOf(await response.text());
  const outcome = await outcomeOf(response);
  return showTokens ? outcome : { ...outcome, printed: maskTokens(outcome.printed) };
}

async function outcomeOf(response: Response): Promise<CallOutcome> {
  const { status, headers } = response;
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    return { printed: await contentsOf(response), exitCode: 0 };
  }
  const text = await response.text();
  const document = text === '' ? {} : parsed(text);
  if (document === undefined) throw new CommandProblem(texts.noJson, exitCodes.noResponse);
  const code = headers.get('lingpai-alipay-code');
  if (code === null) return { printed: document, exitCode: 0 };
  const { message } = Object(document);
  const traceId = headers.get('lingpai-trace-id') ?? undefined;
  return { printed: { error: { status, code, message, traceId } }, exitCode: exitCodes.refused };
}

/** What the events of a stream hold, once it has ended. */
async function contentsOf(response: Response): Promise<unknown[]> {
  const contents: unknown[] = [];
  try {
    for await (const { data } of serverEvents(response)) contents.push(parsed(data) ?? data);
    return contents;
  } catch (error) {
    if (error instanceof ConnectionLost) throw new CommandProblem(texts.cut, exitCodes.noResponse);
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
