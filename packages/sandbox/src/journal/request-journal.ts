/** One request to the gateway. A development tool: entries contain tokens, codes and bodies. */
export interface JournalEntry {
  readonly id: number;
  /** Sandbox time of arrival, milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly pathAndQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As received; cipher text when encrypted. */
  readonly body: string;
  /** `null` when the application is unknown. */
  readonly appId: string | null;
  /** Alipay's name of the operation; `null` when it is unknown. */
  readonly operation: string | null;
  /** The effect of the fault that hit the request, if any. */
  readonly fault: string | null;
  /** `null` when the connection was cut without a response. */
  readonly response: JournalResponse | null;
  /** Why the request was refused. */
  readonly refusal: JournalRefusal | null;
}

export interface JournalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface JournalRefusal {
  readonly code: string;
  readonly message: string;
  /** The exact text that should have been signed; with `invalid-signature`. */
  readonly expectedText?: string;
  /** The sandbox's own failure; with `unknow-error`. */
  readonly cause?: string;
}

const longestText = 64 * 1024;

/** Text for an entry; long text is cut off. */
export function journalText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, longestText)).toString('utf8');
  return bytes.length > longestText ? `${text}… (${bytes.length} bytes)` : text;
}

/** The most recent requests to the gateway. */
export class RequestJournal {
  readonly #capacity: number;
  readonly #entries: JournalEntry[] = [];
  #count = 0;

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(entry: Omit<JournalEntry, 'id'>): void {
    this.#count += 1;
    this.#entries.push(Object.freeze({ id: this.#count, ...entry }));
    if (this.#entries.length > this.#capacity) this.#entries.shift();
  }

  /** @returns how many entries were removed; ids keep counting */
  clear(): number {
    return this.#entries.splice(0).length;
  }

  /** Oldest first. */
  list(): JournalEntry[] {
    return [...this.#entries];
  }
}
