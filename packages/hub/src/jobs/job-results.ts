import type { HubContext } from '../context/hub-context.js';
import type { JobItemRow, JobRow } from './job-table.js';

/** Items of one page. */
const page = 500;

/** One line of JSON for each item that is finished, in their order. */
export async function* itemLines({ store }: HubContext, { id }: JobRow): AsyncGenerator<string, void, undefined> {
  for (let last = -1; ; ) {
    const after = last;
    const rows = await store.read((database) =>
      database
        .selectFrom('hub_job_item')
        .selectAll()
        .where('job_id', '=', id)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(page)
        .execute(),
    );
    const lines = rows.filter(({ state }) => state !== 'waiting').map(lineOf);
    if (lines.length > 0) yield lines.join('');
    const end = rows.at(-1);
    if (end === undefined || rows.length < page) return;
    last = end.sequence;
  }
}

function lineOf({ auth_app_id: authAppId, reference, state: outcome, detail }: JobItemRow): string {
  return `${JSON.stringify({ authAppId, reference, outcome, ...JSON.parse(detail ?? '{}') })}\n`;
}

/** The pieces of the file that a job made. */
export async function* fileChunks({ store }: HubContext, { id }: JobRow): AsyncGenerator<Buffer, void, undefined> {
  for (let sequence = 0; ; sequence += 1) {
    const at = sequence;
    const row = await store.read((database) =>
      database
        .selectFrom('hub_job_chunk')
        .select('content')
        .where('job_id', '=', id)
        .where('sequence', '=', at)
        .executeTakeFirst(),
    );
    if (row === undefined) return;
    yield Buffer.from(row.content);
  }
}
