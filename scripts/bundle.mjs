// Makes what is published from the compiled modules; `npm run build` runs it after `tsc -b`.
import { bundleCommandLine } from './bundle/command-line.mjs';
import { bundleCommonJs } from './bundle/commonjs.mjs';
import { bundleConsole } from './bundle/console.mjs';
import { bundleHub } from './bundle/hub.mjs';
import { bundleLibraries } from './bundle/libraries.mjs';
import { bundleProtocol } from './bundle/protocol.mjs';
import { bundleSandbox } from './bundle/sandbox.mjs';

await bundleLibraries();
await bundleCommonJs();
await bundleSandbox();
await bundleHub();
bundleCommandLine();
await bundleProtocol();
await bundleConsole();
