import { sql, type UpdateObject } from 'kysely';
import type { HubContext } from '../context/hub-context.js';
import type { HubSchema } from '../store/hub-schema.js';
import type { HubDatabase } from '../store/hub-store.js';
import type { JobRow, JobState } from './job-table.js';

/** Milliseconds after which another node resumes the job of one that was killed, and between two extensions. */
const lease = 10_000;
const beat = 3_000;

/** Why a node works on a job no longer. */
export class JobStopped extends Error {
  readonly why: 'cancelled' | 'lost' | 'stopping';

  static {
    JobStopped.prototype.name = 'JobStopped';
  }

  constructor(why: JobStopped['why']) {
    super(`the job was stopped: ${why}`);
    this.why = why;
  }
}

type Progress = UpdateObject<HubSchema, 'hub_job'>;

/** Takes the oldest job that no node works on. @returns `undefined` when there is none */
export async function leaseJob(context: HubContext): Promise<JobLease | undefined> {
  const { store, clock, nodeId, random } = context;
  const owner = `${nodeId}-${random(8).toString('hex')}`;
  const leasedAt = performance.now();
  const candidates = await store.read((database) =>
    database
      .selectFrom('hub_job')
      .select('id')
      .where('state', 'in', ['queued', 'running'])
      .where('lease_until', '<=', store.now)
      .orderBy('id')
      .limit(5)
      .execute(),
  );
  for (const { id } of candidates) {
    const row = await store.write(async (database) => {
      const { numUpdatedRows } = await database
        .updateTable('hub_job')
        .set({
          state: 'running',
          lease_owner: owner,
          lease_until: sql<number>`${store.now} + ${sql.lit(lease)}`,
          started_at: sql<number>`coalesce(started_at, ${clock()})`,
          problem: null,
          problem_detail: null,
        })
        .where('id', '=', id)
        .where('state', 'in', ['queued', 'running'])
        .where((where) => where.or([where('lease_until', '<=', store.now), where('lease_owner', '=', owner)]))
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return undefined;
      return database.selectFrom('hub_job').selectAll().where('id', '=', id).executeTakeFirst();
    });
    if (row !== undefined) return new JobLease(context, row, owner, leasedAt);
  }
  return undefined;
}

/** This node's right to work on a job, which it extends while it works. */
export class JobLease {
  readonly job: JobRow;
  readonly #context: HubContext;
  readonly #owner: string;
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #heldSince: number;
  #progress: Progress = {};
  #beating: Promise<void> | undefined;

  constructor(context: HubContext, job: JobRow, owner: string, leasedAt: number) {
    this.#context = context;
    this.job = job;
    this.#owner = owner;
    this.#heldSince = leasedAt;
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, beat);
  }

  /** Aborted with a `JobStopped` when the job was cancelled, another node has it, or this one stops. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  stop(why: JobStopped['why']): void {
    this.#stopping.abort(new JobStopped(why));
  }

  /** What the next extension stores. */
  report(progress: Progress): void {
    this.#progress = { ...this.#progress, ...progress };
  }

  /**
   * Stores progress, together with other changes, as long as the job is this node's.
   *
   * @throws JobStopped `lost`, and nothing is changed
   */
  async advance(progress: Progress, change?: (database: HubDatabase) => Promise<void>): Promise<void> {
    const { store } = this.#context;
    const until = sql<number>`${store.now} + ${sql.lit(lease)}`;
    const begunAt = performance.now();
    const isCancelled = await store.write(async (database) => {
      await this.#update(database, { ...progress, lease_until: until });
      await change?.(database);
      const row = await database
        .selectFrom('hub_job')
        .select('cancel_requested')
        .where('id', '=', this.job.id)
        .executeTakeFirstOrThrow();
      return row.cancel_requested === 1;
    });
    this.#heldSince = begunAt;
    if (isCancelled) this.stop('cancelled');
  }

  /** Ends the job. */
  async end(state: JobState, result: Progress): Promise<void> {
    await this.close();
    const ended = { ...result, state, ended_at: this.#context.clock(), lease_owner: null, lease_until: 0, place: null };
    await this.#context.store.write((database) => this.#update(database, { ...this.#progress, ...ended }));
  }

  /** Lets another turn, of any node, go on with the job. @param wait milliseconds until then */
  async release(wait: number, problem: Progress = {}): Promise<void> {
    await this.close();
    const { store } = this.#context;
    const until = sql<number>`${store.now} + ${sql.lit(wait)}`;
    await store.write((database) => this.#update(database, { ...problem, lease_owner: null, lease_until: until }));
  }

  /** Extends the lease no longer. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  async #update(database: HubDatabase, set: Progress): Promise<void> {
    const { numUpdatedRows } = await database
      .updateTable('hub_job')
      .set(set)
      .where('id', '=', this.job.id)
      .where('lease_owner', '=', this.#owner)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new JobStopped('lost');
  }

  async #beat(): Promise<void> {
    try {
      await this.advance(this.#progress);
    } catch (error) {
      const isOver = performance.now() - this.#heldSince > lease;
      if (error instanceof JobStopped || isOver) this.stop('lost');
      this.#context.log.warn({ err: error, jobId: this.job.id }, 'the lease of a job could not be extended');
    }
  }
}
