/** One event of a stream. */
export interface ServerEvent {
  /** The event's type; `message` when the stream names none. */
  readonly event: string;
  /** The event's data; several lines are joined with `\n`. Not verified, see `AlipayClient.stream`. */
  readonly data: string;
  /** The last `id` that the stream gave, with this event or before it; empty when it gave none. */
  readonly id: string;
  /** Milliseconds after which the stream last asked to connect again, at most 2,147,483,647; `undefined` if it did not. */
  readonly retry: number | undefined;
}

/** An event or a line is longer than the limit. */
export class EventTooLongError extends Error {}

/** The longest delay that a timer of Node takes, in milliseconds; a longer one would end at once. */
const maxRetry = 2 ** 31 - 1;
const lineEnd = /\r\n?|\n/g;

/**
 * Parses the bytes of an event stream, in chunks of any length. Leaves out an event that the end of the stream cuts
 * off.
 *
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventStreamParser {
  readonly #maxLength: number;
  readonly #decoder = new TextDecoder();
  /** The line whose end has not arrived. */
  #line = '';
  /** The last chunk ended in CR: a LF at the beginning of the next belongs to it. */
  #skipLineFeed = false;
  #event = '';
  #data: string[] = [];
  /** Characters of the event so far. */
  #length = 0;
  #id = '';
  #retry: number | undefined;

  /** @param maxLength characters that an event may have, all of its lines together */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /**
   * Returns the events that these bytes complete.
   *
   * @throws EventTooLongError
   */
  push(bytes: Uint8Array): ServerEvent[] {
    const events: ServerEvent[] = [];
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return events;
    let start = this.#skipLineFeed && text.startsWith('\n') ? 1 : 0;
    lineEnd.lastIndex = start;
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const line = this.#line + text.slice(start, end.index);
      this.#line = '';
      start = lineEnd.lastIndex;
      const event = this.#readLine(line);
      if (event !== undefined) events.push(event);
    }
    this.#skipLineFeed = text.endsWith('\r');
    this.#line += text.slice(start);
    this.#checkLength(this.#line.length);
    return events;
  }

  #readLine(line: string): ServerEvent | undefined {
    if (line === '') return this.#dispatch();
    this.#checkLength(line.length);
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    this.#readField(field, value);
    return undefined;
  }

  #readField(field: string, value: string): void {
    if (field === 'data') {
      this.#data.push(value);
      this.#length += value.length + 1;
    } else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Math.min(Number(value), maxRetry);
  }

  #dispatch(): ServerEvent | undefined {
    const event = this.#event || 'message';
    const data = this.#data;
    this.#event = '';
    this.#data = [];
    this.#length = 0;
    return data.length === 0 ? undefined : { event, data: data.join('\n'), id: this.#id, retry: this.#retry };
  }

  #checkLength(further: number): void {
    if (this.#length + further > this.#maxLength) throw new EventTooLongError();
  }
}
