import { writeBundle } from './write-bundle.mjs';

const dist = 'packages/database/dist';

/** Joins the modules of SQLite's threads into one CommonJS file: loading them takes as long as starting the thread. */
export async function bundleDatabase() {
  await writeBundle(
    { input: `${dist}/sqlite/sqlite-worker.js`, external: [/^node:/, 'libsql'] },
    { file: `${dist}/bundle/sqlite-worker.cjs`, format: 'cjs' },
  );
}
