import type { ServerEvent } from '@lingpai/alipay';
import type { CatalogueOperation } from '../catalogue/command-catalogue.js';
import { operationCall } from '../catalogue/operation-call.js';
import { type CallOutcome, outcomeOf } from '../process/call-outcome.js';
import { maskTokens } from '../process/mask-tokens.js';
import { clientOf } from './client-of.js';
import { currentToken } from './current-token.js';
import type { SandboxControl } from './sandbox-control.js';

export interface SandboxCall {
  readonly id: string;
  readonly operation: CatalogueOperation;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The calling application. Default: the first in key mode. */
  readonly app: string | undefined;
  /** The merchant application that the call is made for. */
  readonly onBehalfOf: string | undefined;
  /** Tokens in full. Default `false`: masked. */
  readonly showTokens?: boolean | undefined;
}

/** Calls an operation in a running sandbox. @throws CommandProblem when no response arrived that can be trusted */
export async function callOperation(control: SandboxControl, call: SandboxCall): Promise<CallOutcome> {
  const { id, operation, parameters, onBehalfOf, showTokens = false } = call;
  const [app, state] = await Promise.all([control.application(call.app), control.state()]);
  const behalf = onBehalfOf === undefined ? {} : { appAuthToken: currentToken(state, app.appId, onBehalfOf) };
  const client = clientOf(app, { endpoint: control.endpoint, ahead: state.now - Date.now() });
  const described = operationCall(id, operation);
  const made = operation.streams
    ? eventsOf(client.stream({ operation: described, parameters }, { ...behalf, acceptUnsigned: true }))
    : client.call<unknown>(described, parameters, behalf);
  const outcome = await outcomeOf(made);
  return showTokens ? outcome : { ...outcome, printed: maskTokens(outcome.printed) };
}

/** What the events of a stream hold, once it has ended. */
async function eventsOf(events: AsyncIterable<ServerEvent>): Promise<unknown[]> {
  const contents: unknown[] = [];
  for await (const { data } of events) contents.push(contentOf(data));
  return contents;
}

/** JSON, or the text itself. */
function contentOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
