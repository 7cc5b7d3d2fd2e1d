import { Readable } from 'node:stream';
import { type Static, Type } from 'typebox';
import { checkAllApplications } from '../applications/permitted-applications.js';
import type { HubContext } from '../context/hub-context.js';
import { repeatable } from '../idempotency/repeatable.js';
import { type ApiKey, mayUse } from '../keys/api-key.js';
import { HubError } from '../problems/hub-error.js';
import { problemResponses } from '../problems/problem-schema.js';
import type { HubServer } from '../server/hub-server.js';
import { cursorSchema, decodeCursor, encodeCursor, nextSchema } from '../validation/cursor.js';
import { createJob } from './create-job.js';
import { fileChunks, itemLines } from './job-results.js';
import { type Job, jobKindSchema, jobOf, jobSchema, jobStateSchema, newJobSchema } from './job-schema.js';
import type { JobRow } from './job-table.js';

const jobParams = Type.Object({ jobId: Type.String({ pattern: '^job_[0-9a-f]{32}$' }) });

const listQuery = Type.Object(
  {
    kind: Type.Optional(jobKindSchema),
    state: Type.Optional(jobStateSchema),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

export function jobRoutes(server: HubServer, context: HubContext): void {
  server.route({
    method: 'POST',
    url: '/v1/jobs',
    config: { access: 'manage', idempotent: true },
    schema: {
      summary: 'Starts a job: something for many authorizations, or for the whole database',
      description:
        'A node begins it within a second. When the node is killed, another one goes on within ten seconds; no authorization ' +
        'is rotated twice. `reseal`, `export` and `verify-audit` take a key for every application.',
      tags: ['jobs'],
      body: newJobSchema,
      response: { 202: jobSchema, ...problemResponses },
    },
    handler: async (request, reply) =>
      reply.code(202).send(jobOf(await createJob(repeatable(context, request), request.body, request.apiKey))),
  });
  server.route({
    method: 'GET',
    url: '/v1/jobs',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Lists jobs, newest first',
      tags: ['jobs'],
      querystring: listQuery,
      response: { 200: Type.Object({ jobs: Type.Array(jobSchema), next: nextSchema }), ...problemResponses },
    },
    handler: async ({ query, apiKey }) => listPage(context, query, apiKey),
  });
  server.route({
    method: 'GET',
    url: '/v1/jobs/:jobId',
    config: { access: ['read', 'manage'] },
    schema: {
      summary: 'Returns a job with its progress',
      tags: ['jobs'],
      params: jobParams,
      response: { 200: jobSchema, ...problemResponses },
    },
    handler: async ({ params: { jobId }, apiKey }) => jobOf(await readJob(context, jobId, apiKey)),
  });
  server.route({
    method: 'POST',
    url: '/v1/jobs/:jobId/cancel',
    config: { access: 'manage' },
    schema: {
      summary: 'Cancels a job: what is under way ends, nothing else begins',
      tags: ['jobs'],
      params: jobParams,
      response: { 200: jobSchema, ...problemResponses },
    },
    handler: async ({ params: { jobId }, apiKey }) => cancel(context, await readJob(context, jobId, apiKey)),
  });
  resultRoute(server, context);
}

function resultRoute(server: HubServer, context: HubContext): void {
  server.route({
    method: 'GET',
    url: '/v1/jobs/:jobId/result',
    config: { access: 'manage' },
    schema: {
      summary: 'Downloads what came of a job, so far',
      description:
        'Of `check`, `rotate` and `link`: a line of JSON for each item that is finished. Of `export`: the sealed file, for one ' +
        'day; each download is a link of the audit chain. Other jobs have a `summary` instead.',
      tags: ['jobs'],
      params: jobParams,
      response: {
        200: {
          content: {
            'application/x-ndjson': { schema: Type.Any() },
            'application/octet-stream': { schema: Type.Any() },
          },
        },
        ...problemResponses,
      },
    },
    async handler({ params: { jobId }, apiKey, id }, reply) {
      const row = await readJob(context, jobId, apiKey);
      if (row.kind === 'export') {
        await checkExport(context, row);
        const detail = { jobId, by: apiKey?.id, requestId: id };
        await context.vault.recordAudit({ kind: 'export-downloaded', detail });
        reply.header('content-disposition', `attachment; filename="${jobId}.lingpai-export"`);
        return reply.type('application/octet-stream').send(Readable.from(fileChunks(context, row)));
      }
      if (row.app_id === null) throw new HubError('not-found', 'the job has a summary, and no other result');
      return reply.type('application/x-ndjson').send(Readable.from(itemLines(context, row)));
    },
  });
}

async function checkExport({ store }: HubContext, { id, state }: JobRow): Promise<void> {
  if (state !== 'done') throw new HubError('conflict', 'the export is not done');
  const first = await store.read((database) =>
    database.selectFrom('hub_job_chunk').select('sequence').where('job_id', '=', id).limit(1).executeTakeFirst(),
  );
  if (first === undefined) throw new HubError('not-found', 'the file was deleted');
}

/** @throws HubError when there is none, or the key is not for its application */
async function readJob({ store }: HubContext, id: string, apiKey: ApiKey | undefined): Promise<JobRow> {
  const row = await store.read((database) =>
    database.selectFrom('hub_job').selectAll().where('id', '=', id).executeTakeFirst(),
  );
  if (row === undefined) throw new HubError('not-found', 'there is no such job');
  if (row.app_id === null) checkAllApplications(apiKey);
  else if (apiKey !== undefined && !mayUse(apiKey, row.app_id)) {
    throw new HubError('application-not-permitted', 'the API key is not for the application of this job');
  }
  return row;
}

async function listPage(
  { store }: HubContext,
  { kind, state, limit, cursor }: Static<typeof listQuery>,
  apiKey: ApiKey | undefined,
): Promise<{ jobs: Job[]; next: string | null }> {
  const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
  const rows = await store.read((database) => {
    let query = database.selectFrom('hub_job').selectAll();
    if (apiKey?.appIds !== undefined) query = query.where('app_id', 'in', ['', ...apiKey.appIds]);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (state !== undefined) query = query.where('state', '=', state);
    if (before !== undefined) query = query.where('id', '<', before);
    return query.orderBy('id', 'desc').limit(limit).execute();
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { jobs: rows.map(jobOf), next: last === undefined ? null : encodeCursor([last.id]) };
}

/** A job that no node works on ends at once. */
async function cancel({ store, clock }: HubContext, { id }: JobRow): Promise<Job> {
  return store.write(async (database) => {
    await database
      .updateTable('hub_job')
      .set({ cancel_requested: 1 })
      .where('id', '=', id)
      .where('state', 'in', ['queued', 'running'])
      .execute();
    await database
      .updateTable('hub_job')
      .set({ state: 'cancelled', ended_at: clock(), lease_owner: null })
      .where('id', '=', id)
      .where('state', 'in', ['queued', 'running'])
      .where('lease_until', '<=', store.now)
      .execute();
    return jobOf(await database.selectFrom('hub_job').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  });
}
