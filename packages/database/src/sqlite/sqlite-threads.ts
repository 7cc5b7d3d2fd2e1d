import { SqliteThread } from './sqlite-thread.js';
import type { ThreadOptions } from './thread-protocol.js';

export type ThreadRole = 'writer' | 'reader';

/** The threads of one database, each started when it is first needed. Starting one takes longer than opening the database. */
export class SqliteThreads {
  readonly #options: ThreadOptions;
  readonly #started = new Map<ThreadRole, Promise<SqliteThread>>();
  #isClosed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  async use(role: ThreadRole): Promise<SqliteThread> {
    if (this.#isClosed) throw new Error('the database is closed');
    const started = this.#started.get(role) ?? this.#start(role);
    const thread = await started;
    if (!thread.hasEnded) return thread;
    this.#forget(role, started);
    return this.use(role);
  }

  /** Whether a thread has been started that only reads. */
  get hasReader(): boolean {
    return this.#started.has('reader');
  }

  /** Starts the thread that reads, without waiting for it. */
  prepareReader(): void {
    if (!this.#isClosed && !this.hasReader) this.#start('reader');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const threads = await Promise.allSettled(this.#started.values());
    await Promise.all(threads.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  #start(role: ThreadRole): Promise<SqliteThread> {
    const started = SqliteThread.start(this.#options);
    this.#started.set(role, started);
    started.catch(() => this.#forget(role, started));
    return started;
  }

  #forget(role: ThreadRole, started: Promise<SqliteThread>): void {
    if (this.#started.get(role) === started) this.#started.delete(role);
  }
}
