import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsOf, guideName, linksOf, listGuides, translationProblems } from '../scripts/guide-problems.mjs';

const english = `# Title

| a | b |
|---|---|
| 1 | 2 |

\`\`\`ts
const a = 1;
\`\`\`

## Part

\`\`\`sh
npm test   # all of them
# Then:
npm start <folder>
\`\`\`
`;

describe('the guides', () => {
  it('have the same code, sections and tables in Chinese as in English', () => {
    const read = (path: string) => readFileSync(path, 'utf8');
    const problems = [...listGuides()].flatMap(([page, chinese]) =>
      translationProblems(guideName(chinese), read(page), read(chinese)),
    );
    expect(problems).toEqual([]);
  });
});

describe('the comparison of guides', () => {
  it('accepts a page with the same code, sections and tables; comments and placeholders in shell commands are prose', () => {
    const chinese = english
      .replace('Title', '标题')
      .replace('Part', '部分')
      .replace('# all of them', '# 全部')
      .replace('# Then:', '# 然后：')
      .replace('<folder>', '<目录>');
    expect(translationProblems('guide', english, chinese)).toEqual([]);
  });

  it.each([
    [english.replace('a = 1', 'a = 2'), 'docs/zh/guide.md code block 1 differs from the English page: const a = 1;'],
    [
      english.replace('npm start', 'npm run start'),
      'docs/zh/guide.md code block 2 differs from the English page: npm test',
    ],
    [`${english}\n\`\`\`text\nmore\n\`\`\`\n`, 'docs/zh/guide.md has more code blocks than the English page'],
    [english.replace('## Part', ''), 'docs/zh/guide.md has other sections than the English page (1, not 12)'],
    [english.replace('| 1 | 2 |\n', ''), 'docs/zh/guide.md has 2 rows in its tables, the English page 3'],
  ])('reports what differs', (chinese, problem) => {
    expect(translationProblems('guide', english, chinese)).toEqual([problem]);
  });

  it('lets a shortened page leave out code and sections, and have no code of its own', () => {
    expect(translationProblems('scale', english, '# 规模\n')).toEqual([]);
    expect(translationProblems('scale', english, '# 规模\n\n```ts\nother();\n```\n')).toEqual([
      'docs/zh/scale.md has code that the English page has not: other();',
    ]);
  });

  it('knows the sections of a page in both scripts, and its links outside of code', () => {
    expect([...anchorsOf('# 从 `alipay-sdk` 迁移\n## The v2 gateway\n```md\n# none\n```\n')]).toEqual([
      '从-alipay-sdk-迁移',
      'the-v2-gateway',
    ]);
    expect(linksOf('[a](b.md#c) [d](#e) [f](https://example.com)\n```md\n[g](h.md)\n```\n')).toEqual([
      { path: 'b.md', anchor: 'c' },
      { path: '', anchor: 'e' },
    ]);
  });
});
