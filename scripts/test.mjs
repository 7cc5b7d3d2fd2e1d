// Runs the tests of the given vitest projects: node scripts/test.mjs <projects, with commas> [arguments of vitest]. With
// LINGPAI_TEST_REPEAT=1, as in .ci/run, files with failed tests run once more, from the start and in new processes, so that a
// miss of a busy machine does not hide what the rest has to say. A file that then passes is named as flaky, behind its failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** More failed files than this are a fault, not a busy machine. */
const mostRepeated = 3;

const [projects = '', ...rest] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'lingpai-tests-'));
const resultFile = join(folder, 'results.json');

const vitest = (...parameters) =>
  spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...projects.split(',').flatMap((name) => ['--project', name]),
      ...parameters,
    ],
    { stdio: 'inherit' },
  ).status ?? 1;

try {
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const code = vitest(...rest, ...(process.env.LINGPAI_TEST_REPEAT === '1' ? report : []));
  process.exitCode = code === 0 || process.env.LINGPAI_TEST_REPEAT !== '1' ? code : repeatFailed(code);
} finally {
  rmSync(folder, { recursive: true });
}

function repeatFailed(code) {
  const { testResults } = JSON.parse(readFileSync(resultFile, 'utf8'));
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
  // What failed without a failed file, such as coverage or an error outside of tests, stays failed.
  if (failed.length === 0 || failed.length > mostRepeated) return code;
  const repeated = vitest(...failed);
  if (repeated === 0)
    for (const file of failed) console.log(`flaky: ${file} failed above and passed when it was repeated`);
  return repeated;
}
