import { rolldown } from 'rolldown';

/**
 * @param {import('rolldown').InputOptions} input
 * @param {import('rolldown').OutputOptions} output
 * @returns the written chunks
 */
export async function writeBundle(input, output) {
  const bundle = await rolldown({ platform: 'node', external: /^node:/, ...input });
  try {
    const written = await bundle.write({ comments: { legal: false, jsdoc: false }, ...output });
    return written.output;
  } finally {
    await bundle.close();
  }
}
