import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedNotice {
  readonly body: Buffer;
  readonly contentType: string;
  /** The form, read as UTF-8. */
  readonly fields: Readonly<Record<string, string>>;
}

type Answer = string | ((response: ServerResponse) => void);

/** What an application runs at its `notifyUrl`. */
export interface NoticeReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: ReceivedNotice[];
  /** Answers for the next notices; then, and by default, `success`. */
  answer(...answers: Answer[]): void;
}

export async function startReceiver(): Promise<NoticeReceiver> {
  const received: ReceivedNotice[] = [];
  const answers: Answer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    received.push({
      body,
      contentType: request.headers['content-type'] ?? '',
      fields: Object.fromEntries(new URLSearchParams(body.toString())),
    });
    const next = answers.shift() ?? 'success';
    if (typeof next === 'string') response.end(next);
    else next(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notify`,
    received,
    answer: (...next) => void answers.push(...next),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
