import 'reflect-metadata';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { AlipayClient } from '@lingpai/alipay';
import { type AlipayHandler, alipayHandler, type HandlerProblem, toNodeHandler } from '@lingpai/alipay/handler';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { alipayKeys, appKeys } from '../packages/alipay/test/support/alipay-stand-in.js';
import { signedNotification } from '../packages/alipay/test/support/signed-notification.js';

const appId = '2021000000000001';
const client = new AlipayClient({ appId, privateKey: appKeys.privateKey, alipayPublicKey: alipayKeys.publicKey });

interface Mounted {
  readonly url: string;
  close(): Promise<void>;
}

/** How the documentation mounts the handler, per framework; `parsed` with a body parser in front of it. */
const recipes: Readonly<
  Record<string, { plain(handler: AlipayHandler): Promise<Mounted>; parsed(handler: AlipayHandler): Promise<Mounted> }>
> = {
  'node:http': {
    plain: (handler) => listen(toNodeHandler(handler)),
    parsed: (handler) =>
      listen(async (request, response) => {
        await request.toArray();
        await toNodeHandler(handler)(request, response);
      }),
  },
  Express: {
    plain: (handler) => listen(express().post('/notify', toNodeHandler(handler))),
    parsed: (handler) =>
      listen(
        express()
          .use(express.urlencoded({ extended: false }))
          .post('/notify', toNodeHandler(handler)),
      ),
  },
  Koa: {
    plain: (handler) => listen(koa(handler).callback()),
    parsed: (handler) => listen(koa(handler, true).callback()),
  },
  Fastify: { plain: (handler) => fastify(handler), parsed: (handler) => fastify(handler, true) },
  NestJS: { plain: (handler) => nest(handler), parsed: (handler) => nest(handler, true) },
  Hono: {
    async plain(handler) {
      const app = new Hono();
      app.post('/notify', (context) => handler(context.req.raw));
      return hono(app);
    },
    async parsed(handler) {
      const app = new Hono();
      app.use(async (context, next) => {
        await context.req.raw.formData();
        await next();
      });
      app.post('/notify', (context) => handler(context.req.raw));
      return hono(app);
    },
  },
};

async function listen(listener: RequestListener): Promise<Mounted> {
  return mounted(createServer(listener).listen(0, '127.0.0.1'));
}

async function mounted(server: Server, stop?: () => Promise<void>): Promise<Mounted> {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notify`,
    async close() {
      server.closeAllConnections();
      if (stop !== undefined) await stop();
      else server.close();
    },
  };
}

function koa(handler: AlipayHandler, isParsed = false): Koa {
  const handle = toNodeHandler(handler);
  const app = new Koa();
  if (isParsed) {
    app.use(async (context, next) => {
      await context.req.toArray();
      await next();
    });
  }
  return app.use(async (context) => {
    context.respond = false;
    await handle(context.req, context.res);
  });
}

async function fastify(handler: AlipayHandler, isParsed = false): Promise<Mounted> {
  const app = Fastify();
  const handle = toNodeHandler(handler);
  await app.register(async (scope) => {
    const type = 'application/x-www-form-urlencoded';
    if (isParsed) scope.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
    else scope.addContentTypeParser(type, (_request, _body, done) => done(null));
    scope.post('/notify', async (request, reply) => {
      reply.hijack();
      await handle(request.raw, reply.raw);
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return mounted(app.server, () => app.close());
}

class AppModule {}
Module({})(AppModule);

/** Middleware runs in front of the body parser of NestJS. */
async function nest(handler: AlipayHandler, isParsed = false): Promise<Mounted> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false });
  if (isParsed) app.use(express.urlencoded({ extended: false }));
  app.use('/notify', toNodeHandler(handler));
  await app.listen(0, '127.0.0.1');
  return mounted(app.getHttpServer(), () => app.close());
}

async function hono(app: Hono): Promise<Mounted> {
  return mounted(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server);
}

/** `订单　€` with a full-width space and the euro sign, in GBK. */
const gbkSubject = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xa1, 0xa1, 0x80]);

async function genuine(notifyId = 't1'): Promise<string> {
  return signedNotification({
    app_id: appId,
    charset: 'GBK',
    notify_id: notifyId,
    notify_type: 'trade_status_sync',
    out_trade_no: 'order-7',
    subject: gbkSubject,
    trade_no: '1',
    trade_status: 'TRADE_SUCCESS',
  });
}

/** Another order than the one that was signed. */
const forged = (body: string) => body.replace('%2d%37', '%2d%38');

/** Without a charset in the content type: the body parser of Express refuses GBK there before anything is called. */
async function post(url: string, body: string) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, body: await response.text() };
}

describe.each(Object.entries(recipes))('the handler mounted in %s', (_, { plain, parsed }) => {
  const problems: HandlerProblem[] = [];
  const subjects: unknown[] = [];
  const handler = alipayHandler({
    client,
    on: {
      tradeStatus({ notifyId, subject }) {
        if (notifyId === 'rejected') throw new Error('not stored');
        subjects.push(subject);
      },
    },
    onProblem: (problem) => problems.push(problem),
  });
  afterEach(() => {
    problems.splice(0);
    subjects.splice(0);
  });

  it('verifies a genuine notification in GBK, and refuses a forged one', async () => {
    const app = await plain(handler);
    try {
      expect(await post(app.url, await genuine())).toEqual({ status: 200, body: 'success' });
      expect(subjects).toEqual(['订单\u3000€']);
      expect(await post(app.url, forged(await genuine()))).toEqual({ status: 400, body: 'fail' });
      expect(problems.map(({ reason }) => reason)).toEqual(['unverified']);
    } finally {
      await app.close();
    }
  });

  it('says fail when the handler of the caller rejects', async () => {
    const app = await plain(handler);
    try {
      expect(await post(app.url, await genuine('rejected'))).toEqual({ status: 500, body: 'fail' });
      expect(problems.map(({ reason }) => reason)).toEqual(['handler']);
    } finally {
      await app.close();
    }
  });

  it('reports a body parser that is mounted in front of it', async () => {
    const app = await parsed(handler);
    try {
      expect(await post(app.url, await genuine())).toEqual({ status: 500, body: 'fail' });
      expect(problems.map(({ reason }) => reason)).toEqual(['body-consumed']);
    } finally {
      await app.close();
    }
  });
});

it('takes the bytes that a body parser kept', async () => {
  const subjects: unknown[] = [];
  const handler = alipayHandler({ client, on: { tradeStatus: ({ subject }) => void subjects.push(subject) } });
  const keep = express.urlencoded({
    extended: false,
    verify: (request, _response, bytes) => Object.assign(request, { rawBody: Buffer.from(bytes) }),
  });
  const app = await listen(express().use(keep).post('/notify', toNodeHandler(handler)));
  try {
    expect((await post(app.url, await genuine())).body).toBe('success');
    expect(subjects).toEqual(['订单\u3000€']);
  } finally {
    await app.close();
  }
});

describe('a handler in toNodeHandler', () => {
  it.each([
    ['/notify/a?b=1&c=%2F', 'http://localhost/notify/a?b=1&c=%2F'],
    ['//other.example/a', 'http://localhost//other.example/a'],
    ['http://user:secret@other.example/a?b', 'http://localhost/a?b'],
    ['*', 'http://localhost/'],
  ])('gets the path, the query and the headers of %s, and never another host', async (target, url) => {
    const requests: Request[] = [];
    const app = await listen(
      toNodeHandler(async (request) => {
        requests.push(request);
        const headers = new Headers({ 'x-one': '1' });
        for (const cookie of ['a=1', 'b=2']) headers.append('set-cookie', cookie);
        return new Response(null, { status: 204, headers });
      }),
    );
    try {
      const { port } = new URL(app.url);
      const sent = httpRequest({
        host: '127.0.0.1',
        port,
        path: target,
        method: 'OPTIONS',
        headers: { cookie: 's=1' },
      });
      const [response] = (await once(sent.end(), 'response')) as [IncomingMessage];
      expect([response.statusCode, response.headers['x-one']]).toEqual([204, '1']);
      expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
      expect([requests[0]?.url, requests[0]?.headers.get('cookie')]).toEqual([url, 's=1']);
    } finally {
      await app.close();
    }
  });

  it('gets the whole path in a router of Express', async () => {
    const urls: string[] = [];
    const handle = toNodeHandler(async ({ url }) => new Response(String(urls.push(url))));
    const app = await listen(express().use('/alipay', handle));
    try {
      await fetch(new URL('/alipay/callback?code=1', app.url));
      expect(urls).toEqual(['http://localhost/alipay/callback?code=1']);
    } finally {
      await app.close();
    }
  });
});
