import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubContext } from '../context/hub-context.js';
import type { ApiKey } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { encodeCursor } from '../validation/cursor.js';
import { type EventFilter, lastPosition, readEvents } from './list-events.js';

/** Milliseconds between two looks at what other nodes recorded. */
const pollInterval = 500;
/** Milliseconds after which the reader is told to connect again, when the connection is lost. */
const reconnectAfter = 2_000;
const pageSize = 100;
/** Milliseconds after which a stream ends: the reader connects again, with a key that is checked anew. */
const longestStream = 3_600_000;

/** Responses that send events as they are recorded, and end when the hub stops. */
export class EventStreams {
  readonly #context: HubContext;
  #open = 0;
  #poll: { readonly at: number; readonly seen: number; readonly position: Promise<number> } | undefined;

  constructor(context: HubContext) {
    this.#context = context;
  }

  /** @param from the position behind which it begins @throws HubError when there are as many streams as permitted */
  open(request: FastifyRequest, reply: FastifyReply, filter: EventFilter, from: number): FastifyReply {
    const { stopping, settings } = this.#context;
    if (this.#open >= settings.events.streams) {
      throw new HubError('overloaded', 'as many streams of events as permitted are open', { retryAfter: 30 });
    }
    this.#open += 1;
    const ended = new AbortController();
    const signal = AbortSignal.any([stopping, ended.signal]);
    const stream = Readable.from(this.#texts({ filter, from, signal, apiKey: request.apiKey }), { objectMode: false });
    reply.raw.once('close', () => {
      this.#open -= 1;
      ended.abort();
    });
    return reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream);
  }

  async *#texts({ filter, from, signal, apiKey }: StreamOptions): AsyncGenerator<string, void, undefined> {
    const { events, store, settings } = this.#context;
    yield `retry: ${reconnectAfter}\n\n`;
    const { heartbeat } = settings.events;
    const opened = performance.now();
    let [position, checkedAt, isSilent] = [from, opened, true];
    while (!signal.aborted) {
      const seen = events.recorded.count;
      const newest = await this.#newest(seen);
      const rows =
        newest > position ? await readEvents(store, filter, { order: 'asc', from: position, limit: pageSize }) : [];
      for (const row of rows) yield `id: ${encodeCursor([row.position])}\ndata: ${row.payload}\n\n`;
      const isFull = rows.length === pageSize;
      const last = rows.at(-1)?.position ?? position;
      // What the filter left out need not be looked at again.
      position = isFull ? last : Math.max(last, newest);
      isSilent &&= rows.length === 0;
      const now = performance.now();
      if (now - checkedAt >= heartbeat) {
        if (now - opened > longestStream || !(await this.#isStillValid(apiKey))) return;
        if (isSilent) yield ': heartbeat\n\n';
        [checkedAt, isSilent] = [now, true];
      }
      if (!isFull) await events.recorded.wait(Math.min(pollInterval, heartbeat), signal, seen);
    }
  }

  /** The newest position; readers that look at the same time share one query. */
  #newest(seen: number): Promise<number> {
    const now = performance.now();
    const last = this.#poll;
    if (last !== undefined && last.seen === seen && now - last.at < 20) return last.position;
    const poll = { at: now, seen, position: lastPosition(this.#context.store) };
    this.#poll = poll;
    return poll.position;
  }

  /** A key that was revoked, or has expired, reads nothing more. */
  async #isStillValid(apiKey: ApiKey | undefined): Promise<boolean> {
    const { keys, sessions } = this.#context;
    if (apiKey?.session !== undefined) return sessions.isValid(apiKey.session);
    return apiKey !== undefined && (await keys.isValid(apiKey));
  }
}

interface StreamOptions {
  readonly filter: EventFilter;
  readonly from: number;
  readonly signal: AbortSignal;
  readonly apiKey: ApiKey | undefined;
}
