import type { HubContext } from '../context/hub-context.js';
import { countRows, cutoffOf, type Erased, nothing, type Retention } from '../context/retention.js';
import type { HubDatabase } from '../store/hub-store.js';
import type { JobState } from './job-table.js';

const day = 86_400_000;
/** Rows of one statement. */
const batch = 500;
const ended: readonly JobState[] = ['done', 'failed', 'cancelled'];

/** Jobs that have ended, with their results; and exported files, after a day. */
export function jobRetention(context: HubContext): Retention {
  const { store } = context;
  return {
    kind: 'jobs',
    async count() {
      const before = cutoffOf(context, 'jobs');
      return before === undefined ? 0 : store.read((database) => countRows(oldJobs(database, before)));
    },
    async erase() {
      const moreFiles = await eraseFiles(context);
      const before = cutoffOf(context, 'jobs');
      const { rows, more } = before === undefined ? nothing : await eraseJob(context, before);
      return { rows, more: more || moreFiles };
    },
  };
}

const oldJobs = (database: HubDatabase, before: number) =>
  database.selectFrom('hub_job').where('state', 'in', ended).where('ended_at', '<', before);

/** @returns whether there may be more */
async function eraseFiles({ store, clock }: HubContext): Promise<boolean> {
  const old = await store.read((database) =>
    database
      .selectFrom('hub_job_chunk as c')
      .innerJoin('hub_job as j', 'j.id', 'c.job_id')
      .select(['c.job_id', 'c.sequence'])
      .where('j.ended_at', '<', clock() - day)
      .limit(batch)
      .execute(),
  );
  for (const { job_id, sequence } of old) {
    await store.write((database) =>
      database.deleteFrom('hub_job_chunk').where('job_id', '=', job_id).where('sequence', '=', sequence).execute(),
    );
  }
  return old.length === batch;
}

/** Erases a batch of the results of one job, and with the last one the job. */
async function eraseJob({ store }: HubContext, before: number): Promise<Erased> {
  const job = await store.read((database) =>
    oldJobs(database, before).select('id').orderBy('id').limit(1).executeTakeFirst(),
  );
  if (job === undefined) return nothing;
  const items = await store.read((database) =>
    database
      .selectFrom('hub_job_item')
      .select('sequence')
      .where('job_id', '=', job.id)
      .orderBy('sequence')
      .limit(batch)
      .execute(),
  );
  const last = items.at(-1);
  const isLast = items.length < batch;
  await store.write(async (database) => {
    if (last !== undefined) {
      await database
        .deleteFrom('hub_job_item')
        .where('job_id', '=', job.id)
        .where('sequence', '<=', last.sequence)
        .execute();
    }
    if (isLast) await database.deleteFrom('hub_job').where('id', '=', job.id).execute();
  });
  return { rows: isLast ? 1 : 0, more: true };
}
