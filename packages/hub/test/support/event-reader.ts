import { adminKey } from './hub-world.js';

export interface StreamedEvent {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  readonly data: any;
}

export interface EventReaderOptions {
  readonly query?: string;
  readonly lastEventId?: string;
  /** The API key; `null`: none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads `GET /v1/events` as a stream of server-sent events. */
export class EventReader {
  readonly events: StreamedEvent[] = [];
  heartbeats = 0;
  isEnded = false;
  readonly #stop = new AbortController();

  readonly status: number;
  readonly contentType: string | null;

  private constructor({ status, headers }: Response) {
    this.status = status;
    this.contentType = headers.get('content-type');
  }

  static async open(
    address: string,
    { query = '', lastEventId, key = adminKey, headers = {} }: EventReaderOptions = {},
  ): Promise<EventReader> {
    const stop = new AbortController();
    const response = await fetch(`${address}/v1/events${query}`, {
      headers: {
        accept: 'text/event-stream',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: stop.signal,
    });
    const reader = new EventReader(response);
    reader.#stop.signal.addEventListener('abort', () => stop.abort());
    void reader.#read(response);
    return reader;
  }

  get types(): string[] {
    return this.events.map(({ data }) => data.type);
  }

  close(): void {
    this.#stop.abort();
  }

  async #read({ body }: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
      }
    } catch {
      // The test closed it.
    }
    this.isEnded = true;
  }

  #take(block: string): void {
    if (block.startsWith(':')) this.heartbeats += 1;
    const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? [];
    if (id !== undefined && data !== undefined) this.events.push({ id, data: JSON.parse(data) });
  }
}
