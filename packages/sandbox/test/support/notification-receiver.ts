import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedNotification {
  readonly body: Buffer;
  readonly contentType: string;
  /** The form, read as UTF-8. */
  readonly fields: Readonly<Record<string, string>>;
}

type Response = string | ((response: ServerResponse) => void);

/** What an application runs at its `notifyUrl`. */
export interface NotificationReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: ReceivedNotification[];
  /** Responses for the next notifications; then, and by default, `success`. */
  response(...responses: Response[]): void;
}

export async function startReceiver(): Promise<NotificationReceiver> {
  const received: ReceivedNotification[] = [];
  const responses: Response[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    received.push({
      body,
      contentType: request.headers['content-type'] ?? '',
      fields: Object.fromEntries(new URLSearchParams(body.toString())),
    });
    const next = responses.shift() ?? 'success';
    if (typeof next === 'string') response.end(next);
    else next(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notify`,
    received,
    response: (...next) => void responses.push(...next),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
