import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { appModule } from './app-module.js';
import { ErrorPages } from './error-pages.js';
import { mountAlipay } from './mount-alipay.js';
import type { Settings } from './settings.js';

/** Starts the service. `close` ends it and the vault. */
export async function serve(settings: Settings): Promise<INestApplication> {
  const app = await NestFactory.create(appModule(settings), {
    logger: ['error', 'warn'],
    forceCloseConnections: true,
  });
  app.useGlobalFilters(new ErrorPages());
  mountAlipay(app);
  await app.listen(Number(new URL(settings.baseUrl).port || 3000), '127.0.0.1');
  return app;
}
