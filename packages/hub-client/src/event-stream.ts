import type { Event as HubEvent } from './generated/operations.js';
import { HubProblem } from './hub-problem.js';
import { queryOf } from './operation.js';
import type { RequestOptions } from './request-options.js';
import { readServerEvents } from './server-events.js';
import type { Transport } from './transport.js';

/** Which events a stream has. */
export interface EventStreamParameters {
  readonly appId?: string | undefined;
  readonly authAppId?: string | undefined;
  readonly reference?: string | undefined;
  readonly type?: readonly string[] | undefined;
  /** Behind which it begins: `cursor` of an event that was streamed, or `next` of a list; from now on by default. */
  readonly cursor?: string | undefined;
}

export interface StreamedEvent {
  readonly event: HubEvent;
  /** Where a later stream goes on behind this event. */
  readonly cursor: string;
}

export interface EventStreamOptions extends Pick<RequestOptions, 'signal' | 'timeout' | 'headers'> {
  /** Waits before it connects again; by a timer by default. */
  readonly pause?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

const longestPause = 30_000;

/**
 * Events as they happen, until the signal is aborted. A connection that is lost is opened again behind the last event; a request
 * that the hub refuses is thrown.
 */
export async function* streamEvents(
  transport: Transport,
  { cursor, ...filter }: EventStreamParameters,
  { pause = waitFor, ...options }: EventStreamOptions,
): AsyncGenerator<StreamedEvent, void, undefined> {
  const { signal } = options;
  let [position, reconnectAfter, failures] = [cursor, 2_000, 0];
  const isEnded = () => signal?.aborted === true;
  while (!isEnded()) {
    try {
      const response = await transport.send(
        {
          method: 'GET',
          address: `/v1/events${queryOf(filter)}`,
          headers: {
            accept: 'text/event-stream',
            ...(position === undefined ? {} : { 'last-event-id': position }),
          },
        },
        options,
      );
      for await (const { id, data, retry } of readServerEvents(response)) {
        failures = 0;
        reconnectAfter = retry ?? reconnectAfter;
        if (data === undefined || id === undefined) continue;
        position = id;
        yield { event: JSON.parse(data), cursor: id };
      }
    } catch (error) {
      if (isEnded()) return;
      if (isFinal(error)) throw error;
    }
    failures += 1;
    await pause(Math.min(longestPause, reconnectAfter * 2 ** (failures - 1)), signal);
  }
}

/** A refusal stays one when it is asked again; a failure, or too many requests, does not. */
const isFinal = (error: unknown) => error instanceof HubProblem && error.status < 500 && error.status !== 429;

function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}
