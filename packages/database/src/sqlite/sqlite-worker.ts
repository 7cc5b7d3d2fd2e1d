// Runs in a thread of its own: libsql blocks the thread that calls it.
import { parentPort, workerData } from 'node:worker_threads';
import { CommitGroup } from './commit-group.js';
import { LibsqlConnection } from './libsql-connection.js';
import type { ThreadFailure, ThreadOptions, ThreadRequest, ThreadResponse, ThreadResult } from './thread-protocol.js';

interface IdentifiedRequest {
  readonly id: number;
  readonly request: ThreadRequest;
}

const nothing: ThreadResult = { columns: [], rows: [], changes: 0 };

function serve(port: NonNullable<typeof parentPort>, options: ThreadOptions): void {
  const connection = new LibsqlConnection(options);
  const group = new CommitGroup(connection);
  const respond = (response: ThreadResponse) => port.postMessage(response);

  function perform(id: number, request: ThreadRequest): ThreadResult | undefined {
    switch (request.kind) {
      case 'query':
        return group.execute(request);
      case 'commit':
      case 'rollback':
        group.end(request, (error) => {
          respond(error === undefined ? { id, result: nothing } : { id, failure: failureOf(error) });
        });
        return undefined;
      case 'check':
        connection.checkFile();
        return nothing;
      case 'flush':
        group.commit();
        connection.flush();
        return nothing;
      case 'backup':
        group.commit();
        connection.backUp(request.to);
        return nothing;
      case 'close':
        group.commit();
        connection.close();
        // What libsql still holds is released with the thread.
        port.close();
        return nothing;
    }
  }

  function handle({ id, request }: IdentifiedRequest): void {
    try {
      const result = perform(id, request);
      if (result !== undefined) respond({ id, result });
    } catch (error) {
      respond({ id, failure: failureOf(error) });
    }
  }

  port.on('message', handle);
  respond({ id: 0, result: nothing });
}

function failureOf(error: unknown): ThreadFailure {
  if (!(error instanceof Error)) return { message: 'unknown', code: '' };
  return { message: error.message, code: 'code' in error ? String(error.code) : '' };
}

if (parentPort !== null) {
  try {
    serve(parentPort, workerData);
  } catch (error) {
    parentPort.postMessage({ id: 0, failure: failureOf(error) } satisfies ThreadResponse);
    parentPort.close();
  }
}
