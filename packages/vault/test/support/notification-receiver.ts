import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

export interface NotificationReceiver {
  readonly url: string;
  /** By `notify_id`: the body as it came. */
  readonly received: ReadonlyMap<string, string>;
}

const received = new Map<string, string>();
let server: Server | undefined;
let listening: Promise<unknown> | undefined;

/** Where notifications can be posted to; one for all test files of a process. */
export async function notificationReceiver(): Promise<NotificationReceiver> {
  server ??= createServer(async (request, response) => {
    const body = await text(request);
    received.set(new URLSearchParams(body).get('notify_id') ?? '', body);
    response.end('success');
  });
  listening ??= once(server.listen(0, '127.0.0.1').unref(), 'listening');
  await listening;
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/`, received };
}
