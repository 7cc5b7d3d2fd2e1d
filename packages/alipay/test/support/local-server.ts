import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedResponse } from './alipay-stand-in.js';

export interface LocalServer extends AsyncDisposable {
  readonly server: Server;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
}

/** A real HTTP server on a free port; its connections end with it. */
export async function localServer(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server that keeps what it receives and responds with `{}`, signed as Alipay. */
export async function recordingServer(): Promise<LocalServer & { readonly received: ReceivedRequest[] }> {
  const received: ReceivedRequest[] = [];
  const local = await localServer(async (incoming, outgoing) => {
    // A request that breaks off was not received.
    const chunks: Buffer[] | undefined = await incoming.toArray().catch(() => undefined);
    if (chunks === undefined) return;
    const { method = '', url = '', headers } = incoming;
    received.push({ method, url, headers, body: Buffer.concat(chunks) });
    const response = await signedResponse({});
    outgoing.writeHead(response.status, response.headers).end(response.body);
  });
  return { ...local, received };
}
