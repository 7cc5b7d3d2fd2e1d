import { execFileSync } from 'node:child_process';

const always = ['package.json', 'README.md', 'LICENSE'];
/** Sources, tests and what tools leave behind. `.d.ts` files are built. */
const unwanted =
  /(^|\/)(src|test|tests|node_modules|coverage|screenshots)\/|(?<!\.d)\.[cm]?tsx?$|\.tsbuildinfo$|\.log$|\.map$|(^|\/)\.(?!npmignore)/;
const frontEnd = /^(react|react-dom|antd|echarts|@ant-design\/.*|@tanstack\/.*|vite)$/;

/**
 * What is wrong with a packed package: files that do not belong there, entry points that are missing, dependencies that
 * should have been built in.
 *
 * @param {string} tarball @param {Record<string, any>} manifest
 */
export function tarballProblems(tarball, manifest) {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'))
    .map((path) => path.replace(/^package\//, ''));
  return problemsOf(files, manifest);
}

/** @param {readonly string[]} files of the package @param {Record<string, any>} manifest */
export function problemsOf(files, manifest) {
  const { name, bin = {}, exports, dependencies = {}, scripts = {} } = manifest;
  const has = new Set(files);
  return [
    ...always.filter((file) => !has.has(file)).map((file) => `${name}: ${file} is not packed`),
    ...files.filter((file) => unwanted.test(file)).map((file) => `${name}: ${file} is packed`),
    ...[...Object.values(bin), ...targetsOf(exports)]
      .map((target) => target.replace(/^\.\//, ''))
      .filter((target) => !files.some((file) => matches(file, target)))
      .map((target) => `${name}: ${target} is an entry point and is not packed`),
    ...Object.keys(dependencies)
      .filter((dependency) => frontEnd.test(dependency))
      .map((dependency) => `${name}: ${dependency} has to be built in`),
    ...['preinstall', 'install', 'postinstall']
      .filter((script) => scripts[script] !== undefined)
      .map((script) => `${name}: runs a script: ${script}`),
  ];
}

/** @returns {string[]} */
function targetsOf(target) {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(targetsOf);
}

function matches(file, target) {
  const [before = '', after] = target.split('*');
  return after === undefined ? file === target : file.startsWith(before) && file.endsWith(after);
}
