// Makes what is published from the compiled modules; `npm run build` runs it after `tsc -b`.
import { bundleClient } from './bundle/client.mjs';
import { bundleCommandLine } from './bundle/command-line.mjs';
import { bundleCommonJs } from './bundle/commonjs.mjs';
import { bundleSandbox } from './bundle/sandbox.mjs';

await bundleClient();
await bundleCommonJs();
await bundleSandbox();
bundleCommandLine();
