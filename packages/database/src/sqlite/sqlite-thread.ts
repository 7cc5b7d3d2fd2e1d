import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ThreadFailure, ThreadOptions, ThreadRequest, ThreadResponse, ThreadResult } from './thread-protocol.js';

/** The bundled module, also for sources that are not compiled. */
const workerPath = createRequire(import.meta.url).resolve('@lingpai/database/sqlite-worker');

interface Waiting {
  resolve(result: ThreadResult): void;
  reject(error: Error): void;
}

/** A thread with one connection. It carries out requests in the order in which they are made. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #hasEnded = false;

  private constructor(options: ThreadOptions) {
    this.#worker = new Worker(workerPath, { workerData: options, execArgv: [] });
    this.#worker.on('message', (response: ThreadResponse) => this.#settle(response));
    this.#worker.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#hasEnded = true;
        for (const waiting of this.#waiting.values()) waiting.reject(threadError(ended));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  static async start(options: ThreadOptions): Promise<SqliteThread> {
    const thread = new SqliteThread(options);
    await new Promise<ThreadResult>((resolve, reject) => thread.#waiting.set(0, { resolve, reject }));
    thread.#rest();
    return thread;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  perform(request: ThreadRequest): Promise<ThreadResult> {
    if (this.#hasEnded) return Promise.reject(threadError(ended));
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(this.#lastId, { resolve, reject });
      this.#worker.postMessage({ id: this.#lastId, request });
    });
  }

  /** Closes the connection and ends the thread, which releases every handle. */
  async close(): Promise<void> {
    if (!this.#hasEnded) await this.perform({ kind: 'close' }).catch(() => undefined);
    this.#worker.ref();
    await this.#ended;
  }

  #settle(response: ThreadResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if ('result' in response) waiting?.resolve(response.result);
    else waiting?.reject(threadError(response.failure));
    this.#rest();
  }

  /** Only a request that is under way keeps the process from ending. */
  #rest(): void {
    if (this.#waiting.size === 0) this.#worker.unref();
  }
}

const ended: ThreadFailure = { message: 'the thread of the database has ended', code: 'LINGPAI_THREAD_ENDED' };

function threadError({ message, code }: ThreadFailure): Error {
  return Object.assign(new Error(message), { name: 'SqliteError', code });
}
