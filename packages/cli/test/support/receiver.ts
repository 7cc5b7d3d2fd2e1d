import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An address that keeps every form posted to it. */
export class Receiver implements AsyncDisposable {
  readonly received: { readonly contentType: string; readonly body: string }[] = [];
  /** What it responds with. */
  response: { readonly status: number; readonly body: string } = { status: 200, body: 'success' };
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      receiver.received.push({ contentType: request.headers['content-type'] ?? '', body: await text(request) });
      response.writeHead(receiver.response.status).end(receiver.response.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/notify`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
