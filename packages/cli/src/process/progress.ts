import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    rate: (count: string, rate: string) => `${count}  ${rate}/s`,
    left: (seconds: number) => `  about ${seconds} s left`,
  },
  zh: {
    rate: (count: string, rate: string) => `${count}  每秒 ${rate}`,
    left: (seconds: number) => `  约剩 ${seconds} 秒`,
  },
});

/** Milliseconds between two lines. */
const interval = 200;

export interface ProgressOptions {
  /** What is counted to, if that is known. */
  readonly total?: number | undefined;
  /** The standard error by default. */
  readonly stream?: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> | undefined;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: (() => number) | undefined;
}

/** One line on a terminal with count, rate and remaining time, and nothing elsewhere. */
export class Progress {
  readonly #total: number | undefined;
  readonly #stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  readonly #now: () => number;
  readonly #startedAt: number;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor({ total, stream = process.stderr, now = () => performance.now() }: ProgressOptions = {}) {
    this.#total = total;
    this.#stream = stream;
    this.#now = now;
    this.#startedAt = now();
  }

  show(done: number): void {
    const total = this.#total;
    const at = this.#now();
    if (!this.#stream.isTTY || at - this.#shownAt < interval) return;
    this.#shownAt = at;
    const rate = done / Math.max(0.001, (at - this.#startedAt) / 1_000);
    const count = total === undefined ? String(done) : `${done}/${total}`;
    const left = total === undefined || rate === 0 ? '' : texts.left(Math.ceil(Math.max(0, total - done) / rate));
    this.#stream.write(`\r\u001B[K${texts.rate(count, rate < 10 ? rate.toFixed(1) : String(Math.round(rate)))}${left}`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#shownAt !== Number.NEGATIVE_INFINITY) this.#stream.write('\r\u001B[K');
  }
}
