import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** A webhook that arrived. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  readonly event: any;
}

/** What the receiver does with one: a status, or the response itself. */
export type Reaction = (received: ReceivedWebhook, response: ServerResponse) => number | undefined;

/** A receiver of webhooks on 127.0.0.1. */
export class TestReceiver implements AsyncDisposable {
  readonly received: ReceivedWebhook[] = [];
  /** Responds with 204 unless a test says otherwise. */
  react: Reaction = () => 204;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { url: path = '', headers } = request;
      const received = { path, headers, text, event: JSON.parse(text) };
      this.received.push(received);
      const status = this.react(received, response);
      if (status !== undefined) response.writeHead(status).end();
    });
  });

  static async start(): Promise<TestReceiver> {
    const receiver = new TestReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/webhooks`;
  }

  /** The types of what arrived, in order. */
  get types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Whether the official verifier accepts a webhook. */
export function isGenuine(secret: string, { text, headers }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** Settings that permit a receiver on this machine. */
export const localReceivers = { allowPlainHttp: true, allowedNetworks: ['127.0.0.1'] };
