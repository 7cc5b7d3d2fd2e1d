import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { startSandbox } from '@lingpai/sandbox';
import { serve } from './serve.js';

/** Starts a local Alipay, and the service as its application. Nothing remains after `close`. */
export async function serveWithSandbox() {
  const baseUrl = `http://127.0.0.1:${await freePort(Number(env.PORT ?? 3000))}`;
  const folder = mkdtempSync(join(tmpdir(), 'express-isv-'));
  const sandbox = await startSandbox({
    port: await freePort(Number(env.SANDBOX_PORT ?? 4010)),
    applications: [{ mode: 'key' }],
  });
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app();
  sandbox.updateApplication(appId, { notifyUrl: `${baseUrl}/alipay/notify/${appId}` });
  const { endpoint } = sandbox;
  const service = await serve({
    baseUrl,
    client: { appId, privateKey, alipayPublicKey, endpoint, clock: () => sandbox.state().now },
    masterKey: randomBytes(32).toString('base64'),
    folder,
  });
  const close = async () => {
    await service.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { baseUrl, sandbox, vault: service.vault, close };
}

/**
 * The port, or any free one when it is taken.
 *
 * @param {number} port
 * @returns {Promise<number>}
 */
function freePort(port) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error) =>
      'code' in error && error.code === 'EADDRINUSE' ? resolve(freePort(0)) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
