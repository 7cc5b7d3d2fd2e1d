import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { securityPromises } from '../scripts/security-promises.mjs';

const files: Record<string, string> = { 'here/a.test.ts': "it('holds', () => {});", 'here/empty.test.ts': '' };
const problemsOf = (...rows: string[]) => {
  const table = ['Paths are relative to `here`.', '', '| promise of the client | test |', '|---|---|', ...rows];
  const text = ['# Security', '', '## Promises and the tests that hold them', '', ...table, ''].join('\n');
  return securityPromises(text, (path) => files[path]).problems;
};

it('takes a promise with a test that exists', () => {
  expect(problemsOf('| nothing is lost | `a.test.ts` |')).toEqual([]);
});

it('reads paths relative to the folder that the text names last', () => {
  const other = 'Paths are relative to `there`.';
  const rows = [
    '| one | `a.test.ts` |',
    '',
    other,
    '',
    '| promise of the hub | test |',
    '|---|---|',
    '| two | `a.test.ts` |',
  ];
  expect(problemsOf(...rows)).toEqual(['"two" names there/a.test.ts, which does not exist']);
});

it('refuses promises without a test, or with one that does not exist or is empty', () => {
  expect(problemsOf('| one | none |', '| two | `a.test.ts`, `b.test.ts` |', '| three | `empty.test.ts` |')).toEqual([
    '"one" names no test',
    '"two" names here/b.test.ts, which does not exist',
    '"three" names here/empty.test.ts, which tests nothing',
  ]);
});

it('refuses a table without promises, and tests that the text names and nobody has', () => {
  expect(problemsOf()).toEqual(['there is no promise below "## Promises and the tests that hold them"']);
  expect(problemsOf('| one | `a.test.ts` |', '', '`packages/x/gone.test.ts`')).toEqual([
    'packages/x/gone.test.ts does not exist',
  ]);
});

it('reads every row of SECURITY.md', () => {
  const text = readFileSync('SECURITY.md', 'utf8');
  const { promises } = securityPromises(text, () => undefined);
  const [, section = ''] = text.split('## Promises and the tests that hold them');
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| promise'));
  expect(promises.length).toBe(rows.length);
});
