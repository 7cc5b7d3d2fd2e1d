import { checkAllApplications, permittedApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { newId } from '../context/new-id.js';
import type { ApiKey } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { type HubDatabase, insertMissing } from '../store/hub-store.js';
import type { JobParameters, NewJob } from './job-schema.js';
import type { JobItemRow, JobKind, JobRow } from './job-table.js';

/** What a kind of job takes besides `kind`. */
const members: Readonly<Record<JobKind, readonly (keyof NewJob)[]>> = {
  check: ['appId', 'filter', 'authAppIds'],
  rotate: ['appId', 'filter', 'authAppIds', 'reason'],
  link: ['appId', 'filter', 'authAppIds', 'references', 'expiresIn', 'kinds', 'language'],
  reseal: [],
  export: [],
  'verify-audit': [],
};

const sources = ['filter', 'authAppIds', 'references'] as const;
/** Rows of one statement. */
const batch = 500;

/** Stores a job, unless its request was made before; a node begins it within a second. @throws HubError */
export async function createJob(context: HubContext, job: NewJob, apiKey: ApiKey | undefined): Promise<JobRow> {
  checkJob(context, job, apiKey);
  const row = newRow(context, job, apiKey?.id ?? null);
  const items = itemsOf(row, job);
  const { store } = context;
  const isNew = await store.write(async (database) => {
    const isMissing = await insertMissing(store, database, 'hub_job', row);
    if (isMissing) await insertItems(database, items);
    return isMissing;
  });
  const detail = { jobId: row.id, job: row.kind, by: apiKey?.id };
  await context.vault.recordAudit({ appId: job.appId, kind: 'job-created', detail });
  if (isNew) return row;
  return store.read((database) =>
    database.selectFrom('hub_job').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow(),
  );
}

export async function insertItems(database: HubDatabase, items: readonly JobItemRow[]): Promise<void> {
  for (let start = 0; start < items.length; start += batch) {
    await database
      .insertInto('hub_job_item')
      .values(items.slice(start, start + batch))
      .execute();
  }
}

function checkJob(context: HubContext, job: NewJob, apiKey: ApiKey | undefined): void {
  const taken: readonly string[] = members[job.kind];
  for (const [name, value] of Object.entries(job)) {
    if (name === 'kind' || value === undefined || taken.includes(name)) continue;
    throw new HubError('invalid-request', `${name}: a job "${job.kind}" does not take it`);
  }
  if (taken.length === 0) {
    checkAllApplications(apiKey);
    return;
  }
  if (job.appId === undefined) throw new HubError('invalid-request', 'appId: expected the application');
  permittedApplications(context, apiKey, job.appId);
  const { lacking, deadlineBefore } = job.filter ?? {};
  if (lacking !== undefined && deadlineBefore !== undefined) {
    throw new HubError('invalid-request', 'filter.lacking: expected it without deadlineBefore');
  }
  const given = sources.filter((name) => job[name] !== undefined);
  if (given.length === 1) return;
  const expected = sources.filter((name) => taken.includes(name)).join(', ');
  throw new HubError('invalid-request', `expected one of ${expected}; an empty filter means all`);
}

function newRow(
  context: HubContext,
  { kind, appId, authAppIds, references, ...rest }: NewJob,
  by: string | null,
): JobRow {
  const parameters: JobParameters = rest;
  return {
    id: newId('job', context),
    kind,
    state: 'queued',
    app_id: appId ?? null,
    parameters: JSON.stringify(parameters),
    created_at: context.clock(),
    created_by: by,
    started_at: null,
    ended_at: null,
    lease_owner: null,
    lease_until: 0,
    cancel_requested: 0,
    planned: rest.filter === undefined ? 1 : 0,
    place: null,
    total: listOf(authAppIds ?? references).length || null,
    done: 0,
    failed: 0,
    skipped: 0,
    problem: null,
    problem_detail: null,
    summary: null,
  };
}

const listOf = (names: readonly string[] | undefined) => [...new Set(names)];

function itemsOf({ id, app_id }: JobRow, job: NewJob): JobItemRow[] {
  return listOf(job.authAppIds ?? job.references).map((name, sequence) => ({
    job_id: id,
    sequence,
    app_id: app_id ?? '',
    auth_app_id: job.references === undefined ? name : null,
    reference: job.references === undefined ? null : name,
    generation: null,
    state: 'waiting',
    detail: null,
  }));
}
