// The root holds what is on this list, and no log is tracked anywhere.
import { execFileSync } from 'node:child_process';

const allowed = new Set([
  '.ci',
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  '.nvmrc',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'README.zh-CN.md',
  'SECURITY.md',
  'bench',
  'biome.json',
  'crash',
  'deploy',
  'docs',
  'examples',
  'fuzz',
  'package-lock.json',
  'package.json',
  'packages',
  'scripts',
  'site',
  'test',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.scripts.json',
  'tsconfig.test.json',
  'vitest.config.ts',
]);
/** What a program leaves behind: logs, V8 traces and profiles, packed packages. */
const stray = /\.(log|cpuprofile|heapprofile|heapsnapshot|tgz)$/;

const git = (...parameters) => execFileSync('git', parameters, { encoding: 'utf8' });
// What is staged counts too, so that the check speaks before the commit.
const tracked = git('ls-files', '-z').split('\0').filter(Boolean);
const entries = new Set(tracked.map((path) => path.replace(/\/.*/s, '')));

const problems = [
  ...[...entries]
    .filter((entry) => !allowed.has(entry))
    .map((entry) => `${entry}: not on the list of the root's entries`),
  ...tracked.filter((path) => stray.test(path)).map((path) => `${path}: a program left this behind`),
];
for (const name of ['isolate.log', 'packages/alipay/v8.log', 'profile.cpuprofile']) {
  try {
    git('check-ignore', '--quiet', '--no-index', name);
  } catch {
    problems.push(`.gitignore lets ${name} through`);
  }
}
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`root: ${entries.size} entries, all on the list`);
