import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { type AlipayHandler, toNodeHandler } from '@lingpai/alipay/handler';
import express from 'express';
import { Hono } from 'hono';

/** An application of a web framework that mounts a handler below `/alipay`. */
export interface Mounted extends AsyncDisposable {
  /** Scheme, host and port. */
  readonly origin: string;
}

/** How each framework mounts the handler. */
export const frameworks: Readonly<Record<'Express' | 'Hono', (handler: AlipayHandler) => Promise<Mounted>>> = {
  Express: (handler) => {
    const app = express()
      .use('/alipay', toNodeHandler(handler))
      .use(express.urlencoded({ extended: false }));
    return mounted(createServer(app).listen(0, '127.0.0.1'));
  },
  Hono: (handler) => {
    const app = new Hono().all('/alipay/*', (context) => handler(context.req.raw));
    return mounted(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server);
  },
};

async function mounted(server: Server): Promise<Mounted> {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
