import { applicationKinds } from '@lingpai/alipay';
import { type Static, Type } from 'typebox';
import { reasonSchema, stateSchema } from '../authorizations/authorization-schema.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';
import type { JobRow } from './job-table.js';

const closed = { additionalProperties: false } as const;
const most = 10_000;

export const jobKindSchema = Type.Enum(['check', 'rotate', 'link', 'reseal', 'export', 'verify-audit'], {
  description:
    '`check` asks Alipay about each token, `rotate` rotates, `link` creates a consent link for each merchant; `reseal` seals ' +
    'everything with the current master key, `export` writes a sealed file of every authorization, `verify-audit` walks the ' +
    'audit chains',
});

export const jobStateSchema = Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled']);

const filterSchema = Type.Object(
  {
    state: Type.Optional(stateSchema),
    reason: Type.Optional(reasonSchema),
    kind: Type.Optional(Type.Enum(applicationKinds)),
    unassigned: Type.Optional(Type.Boolean()),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    userId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    deadlineBefore: Type.Optional(timeSchema),
    lacking: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  { ...closed, description: 'As in the list of authorizations; `{}`: all' },
);

/** What each kind takes is checked in `create-job.ts`. */
export const newJobSchema = Type.Object(
  {
    kind: jobKindSchema,
    appId: Type.Optional({ ...appIdSchema, description: 'The application: for `check`, `rotate` and `link`' }),
    filter: Type.Optional(filterSchema),
    authAppIds: Type.Optional(
      Type.Array(appIdSchema, {
        minItems: 1,
        maxItems: most,
        description: 'Instead of a filter: these authorizations',
      }),
    ),
    references: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: most,
        description: 'For `link`, instead of a filter: merchants that have not authorized yet',
      }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Of `rotate`, for the history' })),
    expiresIn: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 30 * 86_400, description: 'Of `link`: seconds; seven days by default' }),
    ),
    kinds: Type.Optional(Type.Array(Type.Enum(applicationKinds), { minItems: 1, uniqueItems: true })),
    language: Type.Optional(Type.Enum(['zh', 'en'])),
  },
  closed,
);

export type NewJob = Static<typeof newJobSchema>;

/** What is kept of it: no merchant, except in the items. */
export type JobParameters = Omit<NewJob, 'kind' | 'appId' | 'authAppIds' | 'references'>;

export const jobSchema = Type.Object(
  {
    id: Type.String(),
    kind: jobKindSchema,
    state: jobStateSchema,
    appId: orNull(appIdSchema, '`null` for work on the whole database'),
    total: orNull(Type.Integer(), 'How many there are; `null` as long as that is not known'),
    done: Type.Integer({ description: 'How many are finished, failed and skipped ones included' }),
    failed: Type.Integer(),
    skipped: Type.Integer({ description: 'Those that there was nothing to do for' }),
    createdAt: timeSchema,
    startedAt: orNull(timeSchema, 'When a node began'),
    endedAt: orNull(timeSchema, 'When it ended'),
    cancelRequested: Type.Boolean(),
    problem: orNull(
      Type.Object({ code: Type.String(), detail: Type.String() }),
      'Why it has failed, or why it waits: it goes on by itself',
    ),
    summary: orNull(Type.Object({}, { additionalProperties: true }), 'What came of it'),
  },
  { title: 'Job' },
);

export type Job = Static<typeof jobSchema>;

export function jobOf(row: JobRow): Job {
  const { problem, problem_detail: detail } = row;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    appId: row.app_id,
    total: row.planned === 1 ? row.total : null,
    done: row.done,
    failed: row.failed,
    skipped: row.skipped,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    cancelRequested: row.cancel_requested === 1,
    problem: problem === null ? null : { code: problem, detail: detail ?? '' },
    summary: row.summary === null ? null : JSON.parse(row.summary),
  };
}
