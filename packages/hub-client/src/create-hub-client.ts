import {
  type EventStreamOptions,
  type EventStreamParameters,
  type StreamedEvent,
  streamEvents,
} from './event-stream.js';
import { type HubOperations, operations } from './generated/operations.js';
import { addressOf, bodyOf, type Operation, type Parameters } from './operation.js';
import { pagePromise } from './page-promise.js';
import { type ProxiedCall, proxiedCall } from './proxied-call.js';
import type { RequestOptions } from './request-options.js';
import { createTransport, type HubClientOptions, type Transport } from './transport.js';

/** The hub's operations, by group. */
export interface HubClient extends HubOperations {
  readonly events: HubOperations['events'] & {
    /** Events as they happen. A connection that is lost is opened again behind the last event. */
    stream(
      parameters?: EventStreamParameters,
      options?: EventStreamOptions,
    ): AsyncGenerator<StreamedEvent, void, undefined>;
  };
  readonly proxy: HubOperations['proxy'] & {
    /** Makes any v3 call for a merchant. Resolves with Alipay's response, be it a success or not. */
    call(call: ProxiedCall, options?: RequestOptions): Promise<Response>;
  };
}

/**
 * A client for the hub.
 *
 * ```ts
 * import { createHubClient } from '@lingpai/hub-client';
 *
 * const hub = createHubClient({ baseUrl: 'https://pay.example.com', key: process.env.LINGPAI_KEY });
 * for await (const { authAppId } of hub.authorizations.list({ appId: '2021000000000001' })) console.log(authAppId);
 * ```
 *
 * Each operation rejects with a `HubProblem` when the hub does not serve it.
 */
export function createHubClient(options: HubClientOptions = {}): HubClient {
  const transport = createTransport(options);
  const groups: Record<string, Record<string, unknown>> = {};
  for (const [id, operation] of Object.entries(operations)) {
    const [group = '', name = ''] = id.split('.');
    groups[group] = { ...groups[group], [name]: methodOf(transport, operation) };
  }
  groups.events = {
    ...groups.events,
    stream: (parameters: EventStreamParameters = {}, given: EventStreamOptions = {}) =>
      streamEvents(transport, parameters, given),
  };
  groups.proxy = {
    ...groups.proxy,
    call: (call: ProxiedCall, given: RequestOptions = {}) => proxiedCall(transport, call, given),
  };
  // The table and the types are made of the same document.
  return groups as unknown as HubClient;
}

function methodOf(transport: Transport, operation: Operation) {
  const { list } = operation;
  const send = (parameters: Parameters, options: RequestOptions) => request(transport, operation, parameters, options);
  if (list === undefined)
    return async (parameters: Parameters = {}, options: RequestOptions = {}) => send(parameters, options);
  return (parameters: Parameters = {}, options: RequestOptions = {}) =>
    pagePromise(
      async (cursor) => Object(await send(cursor === undefined ? parameters : { ...parameters, cursor }, options)),
      (page) => page[list],
    );
}

function request(
  transport: Transport,
  operation: Operation,
  parameters: Parameters,
  options: RequestOptions,
): Promise<unknown> {
  const body = bodyOf(operation, parameters);
  const { idempotencyKey = operation.isIdempotent === true ? newKey() : undefined } = options;
  const sent = {
    method: operation.method,
    address: addressOf(operation, parameters),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(operation.isRaw === true ? { accept: '*/*' } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return operation.isRaw === true ? transport.send(sent, options) : transport.sendForJson(sent, options);
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
