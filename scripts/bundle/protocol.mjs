import { writeFileSync } from 'node:fs';
import { licencesOf } from './licences.mjs';
import { writeBundle } from './write-bundle.mjs';

const folder = 'packages/cli';

/**
 * Joins the SDK of the Model Context Protocol and `zod` into the module of `lingpai mcp` that exports them, in place of what the
 * compiler wrote. As a dependency, the SDK brings some 90 packages, among them the web frameworks of its other transports.
 */
export async function bundleProtocol() {
  const chunks = await writeBundle(
    { input: `${folder}/src/mcp/protocol.ts` },
    { dir: `${folder}/dist/mcp`, format: 'esm', entryFileNames: 'protocol.js', codeSplitting: false, minify: true },
  );
  writeFileSync(
    `${folder}/dist/mcp/LICENSES.txt`,
    licencesOf(chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))),
  );
}
