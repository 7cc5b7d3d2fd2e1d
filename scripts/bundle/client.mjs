import { resolve } from 'node:path';
import { writeBundle } from './write-bundle.mjs';

/**
 * Joins the client's modules into one file, because loading seventy small ones takes longer than running them. The API
 * modules stay apart, so that a program loads only those it uses.
 */
export async function bundleClient() {
  await bundleMain({ file: 'packages/alipay/dist/bundle/index.js', format: 'esm' }, './checks.js');
  await bundleChecks({ file: 'packages/alipay/dist/bundle/checks.js', format: 'esm' });
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

/**
 * Joins the client without its checks, which know every field of every operation: only a client that checks loads them.
 *
 * @param {import('rolldown').OutputOptions} output
 * @param {string} checks path of the file of the checks, as the client imports it
 */
export async function bundleMain(output, checks) {
  const checksModule = resolve('packages/alipay/dist/checks/index.js');
  await writeBundle(
    { input: 'packages/alipay/dist/index.js', external: [/^node:/, checksModule] },
    { ...output, paths: { [checksModule]: checks } },
  );
}

/** @param {import('rolldown').OutputOptions} output */
export async function bundleChecks(output) {
  await writeBundle({ input: 'packages/alipay/dist/checks/index.js' }, output);
}
