import { resolve } from 'node:path';
import { writeBundle } from './write-bundle.mjs';

/**
 * Joins the client's modules into one file, because loading seventy small ones takes longer than running them. The API
 * modules stay apart, so that a program loads only those it uses.
 */
export async function bundleClient() {
  await writeBundle(
    { input: 'packages/alipay/dist/index.js' },
    { file: 'packages/alipay/dist/bundle/index.js', format: 'esm' },
  );
  await bundleHandler({ file: 'packages/alipay/dist/bundle/handler.js', format: 'esm' }, './index.js');
}

/**
 * Joins the request handlers, which stay apart from the client: few programs need them. They import the client's own file, since
 * it keeps the bytes of notifications.
 *
 * @param {import('rolldown').OutputOptions} output
 * @param {string} client path of the client's file, as the handlers import it
 */
export async function bundleHandler(output, client) {
  const clientModule = resolve('packages/alipay/dist/index.js');
  await writeBundle(
    { input: 'packages/alipay/dist/handler/index.js', external: [/^node:/, clientModule] },
    { ...output, paths: { [clientModule]: client } },
  );
}
