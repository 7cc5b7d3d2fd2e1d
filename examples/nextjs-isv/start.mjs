// Starts a local Alipay, and Next.js in development mode as its application.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { startSandbox } from '@lingpai/sandbox';
import next from 'next';

const port = await freePort(Number(env.PORT ?? 3000));
const baseUrl = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), 'nextjs-isv-'));
const sandbox = await startSandbox({
  port: await freePort(Number(env.SANDBOX_PORT ?? 4010)),
  applications: [{ mode: 'key' }],
});
const { appId, privateKey, alipayPublicKey } = sandbox.app();
sandbox.updateApplication(appId, { notifyUrl: `${baseUrl}/alipay/notify/${appId}` });

Object.assign(env, {
  BASE_URL: baseUrl,
  ALIPAY_APP_ID: appId,
  ALIPAY_PRIVATE_KEY: privateKey,
  ALIPAY_PUBLIC_KEY: alipayPublicKey,
  ALIPAY_ENDPOINT: sandbox.endpoint,
  MASTER_KEY: randomBytes(32).toString('base64'),
  DATA_FOLDER: folder,
});
const app = next({ dev: true, dir: import.meta.dirname, hostname: '127.0.0.1', port });
await app.prepare();
const server = createServer(app.getRequestHandler());
server.listen(port, '127.0.0.1', () => {
  console.log(`The service:           ${baseUrl}\nAlipay's dashboard:    ${sandbox.endpoint}\nCtrl-C stops both.`);
});

process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.closeAllConnections();
    server.close();
    await app.close();
    await sandbox.close();
    process.exit(0);
  });
}

/** The port, or any free one when it is taken. */
function freePort(wanted) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(freePort(0)) : reject(error)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port: found } = probe.address();
      probe.close(() => resolve(found));
    });
  });
}
