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
}
