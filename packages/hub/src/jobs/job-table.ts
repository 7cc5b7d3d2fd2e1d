import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

export type JobKind = 'check' | 'rotate' | 'link' | 'reseal' | 'export' | 'verify-audit';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** Long work that one node at a time does, and another one resumes. */
export interface JobRow {
  /** Sorts by time. */
  id: string;
  kind: JobKind;
  state: JobState;
  /** `null` for work on the whole database. */
  app_id: string | null;
  /** JSON: what was asked for; names no merchant. */
  parameters: string;
  created_at: number;
  /** The id of the API key. */
  created_by: string | null;
  started_at: number | null;
  ended_at: number | null;
  /** The lease under which a node works on it, until `lease_until` by the database's clock. */
  lease_owner: string | null;
  lease_until: number;
  cancel_requested: number;
  /** Whether all of its items are listed. */
  planned: number;
  /** JSON: the place in the list of authorizations up to which its items are listed. */
  place: string | null;
  /** Items; `null` as long as that is not known. */
  total: number | null;
  done: number;
  failed: number;
  skipped: number;
  /** Why it waits or has failed: a code, and a sentence. */
  problem: string | null;
  problem_detail: string | null;
  /** JSON: what came of it. */
  summary: string | null;
}

/** An authorization, or a merchant to be, that a job is about. */
export interface JobItemRow {
  job_id: string;
  sequence: number;
  app_id: string;
  auth_app_id: string | null;
  reference: string | null;
  /** Of the authorization when its turn came: a rotation that was made before is not repeated. */
  generation: number | null;
  state: 'waiting' | 'ok' | 'failed' | 'skipped';
  /** JSON: what came of it. */
  detail: string | null;
}

/** A piece of a file that a job made. */
export interface JobChunkRow {
  job_id: string;
  sequence: number;
  content: Uint8Array;
}

export const jobTable: TableDefinition = {
  name: 'hub_job',
  columns: [
    ...columns('key', 'id', 'kind', 'state', 'app_id?', 'created_by?', 'lease_owner?', 'problem?'),
    ...columns('integer', 'created_at', 'started_at?', 'ended_at?', 'lease_until', 'cancel_requested', 'planned'),
    ...columns('integer', 'total?', 'done', 'failed', 'skipped'),
    ...columns('document', 'parameters', 'place?', 'problem_detail?', 'summary?'),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_job_lease', columns: ['state', 'lease_until'] }],
};

export const jobItemTable: TableDefinition = {
  name: 'hub_job_item',
  columns: [
    ...columns('key', 'job_id', 'app_id', 'auth_app_id?', 'state'),
    ...columns('label', 'reference?'),
    ...columns('integer', 'sequence', 'generation?'),
    ...columns('document', 'detail?'),
  ],
  primaryKey: ['job_id', 'sequence'],
  indexes: [
    { name: 'hub_job_item_state', columns: ['job_id', 'state', 'sequence'] },
    { name: 'hub_job_item_authorization', columns: ['app_id', 'auth_app_id'] },
    { name: 'hub_job_item_reference', columns: ['app_id', 'reference'] },
  ],
};

export const jobChunkTable: TableDefinition = {
  name: 'hub_job_chunk',
  columns: [...columns('key', 'job_id'), ...columns('integer', 'sequence'), ...columns('bytes', 'content')],
  primaryKey: ['job_id', 'sequence'],
  indexes: [],
};
