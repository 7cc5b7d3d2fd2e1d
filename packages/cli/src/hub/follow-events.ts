import { setTimeout as sleep } from 'node:timers/promises';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { ConnectionLost, serverEvents } from '../process/server-events.js';
import type { HubApi } from './hub-api.js';

/** What the hub says about an event. */
export interface HubEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly appId: string | null;
  readonly authAppId: string | null;
  readonly reference: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FollowOptions {
  /** Which events, as `GET /v1/events` takes them. */
  readonly filter: Readonly<Record<string, readonly string[]>>;
  /** Begins behind this event. */
  readonly cursor?: string | undefined;
  /** Begins with the first event of this instant or later, milliseconds since 1970. By default it begins now. */
  readonly since?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** @param cursor where to go on after it */
  readonly onEvent: (event: HubEvent, cursor: string) => void;
  /** The connection was lost, or made again. */
  readonly onConnection: (state: 'lost' | 'again') => void;
}

/** Milliseconds until the next attempt to connect. */
const pause = 1_000;

/**
 * Reads events as they happen, until the signal is aborted. A connection that is lost is made again, and goes on behind the last
 * event.
 *
 * @throws CommandProblem when the first attempt brings no response, or the hub refuses
 */
export async function followEvents(api: HubApi, options: FollowOptions): Promise<void> {
  const { since, signal, onEvent, onConnection } = options;
  // What happens while a connection is lost is behind the newest event of now.
  let cursor = options.cursor ?? (since === undefined ? await newest(api) : undefined);
  let isLost = false;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      const response = await open(api, options, cursor);
      if (isLost) onConnection('again');
      isLost = false;
      for await (const { id, data } of serverEvents(response)) {
        onEvent(JSON.parse(data), id);
        cursor = id;
      }
    } catch (error) {
      if (!(error instanceof ConnectionLost) && (isFirst || !isTemporary(error)) && !signal.aborted) throw error;
      if (!isLost && !signal.aborted) onConnection('lost');
      isLost = true;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The latest time there is: nothing happens then or later. */
const endOfTime = 8_640_000_000_000_000;

/** The cursor of the newest event. */
async function newest(api: HubApi): Promise<string> {
  const { next } = await api.get<{ next: string }>('/v1/events', { since: endOfTime, limit: 1 });
  return next;
}

async function open(api: HubApi, options: FollowOptions, cursor: string | undefined): Promise<Response> {
  const { filter, since, signal } = options;
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(filter)) for (const value of values) query.append(name, value);
  if (cursor === undefined && since !== undefined) query.set('since', String(since));
  const headers = { accept: 'text/event-stream', ...(cursor === undefined ? {} : { 'last-event-id': cursor }) };
  const response = await api.send('GET', `/v1/events?${query}`, { headers, signal });
  if (response.ok) return response;
  const problem = api.problemOf(await response.text());
  throw response.status < 500 && response.status !== 429
    ? problem
    : new CommandProblem(problem.message, exitCodes.noResponse);
}

const isTemporary = (error: unknown) => error instanceof CommandProblem && error.exitCode === exitCodes.noResponse;
