const heading = '## Promises and the tests that hold them';

/**
 * The rows of the tables below the heading of SECURITY.md, with the tests that each names, and what is wrong with them. Paths are
 * relative to the folder that the text names last.
 *
 * @param {string} text SECURITY.md
 * @param {(path: string) => string | undefined} read the text of a file of the repository; `undefined` when there is none
 */
export function securityPromises(text, read) {
  const [, section = ''] = text.split(heading);
  let folder = '.';
  const promises = [];
  for (const line of section.split('\n')) {
    folder = /Paths are relative to `([^`]+)`/.exec(line)?.[1] ?? folder;
    const [, promise, cell] = /^\| (?!promise)([^-|][^|]*?) \| ([^|]*) \|$/.exec(line) ?? [];
    if (promise === undefined || cell === undefined) continue;
    const tests = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => `${folder}/${name}`);
    promises.push({ promise, tests });
  }
  const problems = promises.length === 0 ? [`there is no promise below "${heading}"`] : [];
  for (const { promise, tests } of promises) {
    if (tests.length === 0) problems.push(`"${promise}" names no test`);
    for (const path of tests) {
      const content = read(path);
      if (content === undefined) problems.push(`"${promise}" names ${path}, which does not exist`);
      else if (!/\bit(\.\w+)?[(<]/.test(content)) problems.push(`"${promise}" names ${path}, which tests nothing`);
    }
  }
  for (const [, path = ''] of text.matchAll(/`(packages\/[^`]+\.test\.ts)`/g)) {
    if (read(path) === undefined) problems.push(`${path} does not exist`);
  }
  return { promises, problems };
}
