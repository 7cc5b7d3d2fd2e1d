import type { ServedRequest } from '../context/hub-module.js';
import { newId } from '../context/new-id.js';
import { idOf, kindOf, type RequestKind, textOf } from './logged-request.js';
import { longestSpan, merchantsOf, mostRequests, type RequestBatch, termsOf, valuesOf } from './request-batch.js';

/** Bytes of the requests of one batch, and of one request at most. */
const room = 256 * 1_024;
const longestRequest = 2_048;

/**
 * Collects requests into batches. Each becomes text at once, outside of the heap: thousands of objects that stay until they
 * are written would take the collector more time than the requests do.
 */
export class RequestCollector {
  readonly #random: (length: number) => Buffer;
  readonly #text = Buffer.allocUnsafeSlow(room);
  #length = 0;
  #requests = 0;
  #began = 0;
  #ended = 0;
  #kinds = new Map<string, { readonly place: number; readonly kind: RequestKind }>();

  constructor(random: (length: number) => Buffer) {
    this.#random = random;
  }

  /** Whether a request of that time has a place in the batch. A clock that is set back ends it. */
  hasRoom(at: number): boolean {
    if (this.#requests === 0) return true;
    const isInside = at >= this.#began && at <= this.#began + longestSpan;
    return isInside && this.#requests < mostRequests && this.#length <= room - longestRequest;
  }

  /** @param at as {@link hasRoom} was asked */
  add(at: number, served: ServedRequest): void {
    const { seconds, requestId, traceId, alipayCall } = served;
    const values = [this.#placeOf(served), at, Math.round(seconds * 1_000), requestId, traceId];
    const text = JSON.stringify([...values, textOf(alipayCall?.traceId)]);
    if (this.#requests === 0) this.#began = at;
    else this.#length += this.#text.write(',', this.#length);
    this.#length += this.#text.write(text, this.#length);
    this.#ended = Math.max(this.#ended, at);
    this.#requests += 1;
  }

  /** @returns what was collected; `undefined` when there is nothing */
  take(): RequestBatch | undefined {
    if (this.#requests === 0) return undefined;
    const kinds = [...this.#kinds.values()].map(({ kind }) => kind);
    const id = newId('rqb', { clock: () => this.#ended, random: this.#random });
    const requests = this.#text.toString('utf8', 0, this.#length);
    const content = `{"kinds":${JSON.stringify(kinds.map(valuesOf))},"requests":[${requests}]}`;
    const row = { id, requests: this.#requests, terms: termsOf(kinds), content };
    this.#length = 0;
    this.#requests = 0;
    this.#ended = 0;
    this.#kinds = new Map();
    return { row, merchants: merchantsOf(id, kinds) };
  }

  #placeOf(served: ServedRequest): number {
    const { method, route, status, problem, alipayCall, keyId } = served;
    const [appId, authAppId] = [idOf(served.appId), idOf(served.authAppId)];
    const call = alipayCall === undefined ? '' : JSON.stringify([alipayCall.name, alipayCall.code]);
    const name = `${method} ${route} ${status} ${problem} ${keyId} ${appId} ${authAppId} ${call}`;
    const known = this.#kinds.get(name);
    if (known !== undefined) return known.place;
    const place = this.#kinds.size;
    this.#kinds.set(name, { place, kind: { ...kindOf(served), appId, authAppId } });
    return place;
  }
}
