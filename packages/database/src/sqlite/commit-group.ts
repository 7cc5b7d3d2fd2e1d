import type { LibsqlConnection } from './libsql-connection.js';
import type { EndRequest, QueryRequest, ThreadResult } from './thread-protocol.js';

/** Transactions that one commit takes to the disk: a bound for how long other processes wait. */
const groupLimit = 16;
/** Milliseconds that a commit waits for the next transaction, which was announced. */
const longestWait = 3;

/** Is called when a transaction is on the disk, or cannot get there. */
export type OnCommitted = (error: unknown) => void;

/**
 * The transactions of a connection, one at a time. Those that follow each other at once are taken to the disk by one
 * commit, because the disk is what takes the time; each has ended when that commit has.
 */
export class CommitGroup {
  readonly #connection: LibsqlConnection;
  #isBegun = false;
  #isInside = false;
  #timer: NodeJS.Timeout | undefined;
  #waiting: OnCommitted[] = [];

  constructor(connection: LibsqlConnection) {
    this.#connection = connection;
  }

  execute({ sql, parameters, place }: QueryRequest): ThreadResult {
    if (place === 'first') this.#begin();
    if (place === 'alone') {
      this.commit();
      this.#connection.checkFile();
    }
    return this.#connection.execute(sql, parameters);
  }

  end({ kind, isNextReady }: EndRequest, onEnd: OnCommitted): void {
    this.#isInside = false;
    if (kind === 'rollback') this.#rollBack(onEnd);
    else this.#release(onEnd);
    if (this.#waiting.length === 0) this.#abandon(undefined);
    else if (!isNextReady || this.#waiting.length >= groupLimit) this.commit();
    else this.#timer ??= setTimeout(() => this.#commitIfOutside(), longestWait);
  }

  /** Write transactions take their lock at once: a lock that is taken later can fail in the middle. */
  #begin(): void {
    if (!this.#isBegun) {
      this.#connection.checkFile();
      this.#connection.run('begin immediate');
      this.#isBegun = true;
    }
    try {
      this.#connection.run('savepoint one');
      this.#isInside = true;
    } catch (error) {
      this.#abandon(error);
      throw error;
    }
  }

  #release(onEnd: OnCommitted): void {
    try {
      this.#connection.run('release one');
      this.#waiting.push(onEnd);
    } catch (error) {
      this.#abandon(error);
      onEnd(error);
    }
  }

  #rollBack(onEnd: OnCommitted): void {
    try {
      if (this.#isBegun) {
        this.#connection.run('rollback to one');
        this.#connection.run('release one');
      }
    } catch (error) {
      // The engine has ended the whole transaction by itself.
      this.#abandon(error);
    }
    onEnd(undefined);
  }

  #commitIfOutside(): void {
    this.#timer = undefined;
    // Inside of the next transaction, its end commits.
    if (!this.#isInside) this.commit();
  }

  commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isBegun) return;
    try {
      this.#connection.checkFile();
      this.#connection.run('commit');
    } catch (error) {
      this.#abandon(error);
      return;
    }
    this.#isBegun = false;
    this.#notify(undefined);
  }

  #abandon(error: unknown): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isBegun) {
      this.#isBegun = false;
      try {
        this.#connection.run('rollback');
      } catch {
        // The engine has ended it by itself.
      }
    }
    this.#notify(error ?? undefined);
  }

  #notify(error: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const onEnd of waiting) onEnd(error);
  }
}
