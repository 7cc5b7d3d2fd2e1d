// Joins the compiled modules of @lingpai/alipay into one file: loading seventy small ones costs more than running them.
// The API modules stay apart, so that a program loads only those it uses.
import { rolldown } from 'rolldown';

const bundle = await rolldown({ input: 'packages/alipay/dist/index.js', platform: 'node', external: /^node:/ });
await bundle.write({
  file: 'packages/alipay/dist/bundle/index.js',
  format: 'esm',
  comments: { legal: false, jsdoc: false },
});
await bundle.close();
