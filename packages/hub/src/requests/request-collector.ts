import type { ServedRequest } from '../context/hub-module.js';
import { newId } from '../context/new-id.js';
import { kindOf, type RequestKind, textOf } from './logged-request.js';
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
  #kinds: RequestKind[] = [];
  /** Where the kinds of a merchant are, which are few: one text of all that makes a kind would be longer than the request. */
  #places = new Map<string | undefined, { readonly place: number; readonly like: ServedRequest }[]>();

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
    const ofAlipay = alipayCall?.traceId === undefined ? 'null' : JSON.stringify(textOf(alipayCall.traceId));
    // What comes from outside is in the kind; ids of requests and traces have nothing that JSON escapes.
    const text = `,[${this.#placeOf(served)},${at},${Math.round(seconds * 1_000)},"${requestId}","${traceId}",${ofAlipay}]`;
    if (this.#requests === 0) this.#began = at;
    this.#length += this.#text.write(text, this.#length);
    this.#ended = Math.max(this.#ended, at);
    this.#requests += 1;
  }

  /** @returns what was collected; `undefined` when there is nothing */
  take(): RequestBatch | undefined {
    if (this.#requests === 0) return undefined;
    const kinds = this.#kinds;
    const id = newId('rqb', { clock: () => this.#ended, random: this.#random });
    const requests = this.#text.toString('utf8', 1, this.#length);
    const content = `{"kinds":${JSON.stringify(kinds.map(valuesOf))},"requests":[${requests}]}`;
    const row = { id, requests: this.#requests, terms: termsOf(kinds), content };
    this.#length = 0;
    this.#requests = 0;
    this.#ended = 0;
    this.#kinds = [];
    this.#places = new Map();
    return { row, merchants: merchantsOf(id, kinds) };
  }

  #placeOf(served: ServedRequest): number {
    const ofMerchant = this.#places.get(served.authAppId);
    const known = ofMerchant?.find(({ like }) => isAlike(like, served));
    if (known !== undefined) return known.place;
    const place = this.#kinds.push(kindOf(served)) - 1;
    if (ofMerchant === undefined) this.#places.set(served.authAppId, [{ place, like: served }]);
    else ofMerchant.push({ place, like: served });
    return place;
  }
}

/** Whether two requests about one merchant are of one kind. */
const isAlike = (a: ServedRequest, b: ServedRequest) =>
  a.route === b.route &&
  a.status === b.status &&
  a.appId === b.appId &&
  a.keyId === b.keyId &&
  a.method === b.method &&
  a.problem === b.problem &&
  a.alipayCall?.name === b.alipayCall?.name &&
  a.alipayCall?.code === b.alipayCall?.code;
