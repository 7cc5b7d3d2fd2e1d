import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readJson } from '../scripts/catalogue/read-catalogue.mjs';

interface Named {
  readonly operationId: string;
  readonly tags: readonly string[];
}

const summaries = readJson('summaries.json').operations;
const operationsOf = (name: string): readonly Named[] =>
  Object.values<Readonly<Record<string, Named>>>(readJson(name).paths).flatMap((methods) => Object.values(methods));
const published = new Map(
  operationsOf('alipay-openapi-v3.json').map((operation) => [operation.operationId, operation]),
);

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `| operation | class and method | summary |`, as the guide has it. */
function rowOf({ operationId: id, tags: [tag = ''] }: Named, language: 'en' | 'zh'): string {
  const [first = '', ...others] = id.slice(tag.length + 1).split('.');
  const method = first + others.map(capitalized).join('');
  return `| \`${id}\` | \`${tag.split('.').map(capitalized).join('')}Api.${method}\` | ${summaries[id][language]} |`;
}

/** The tables of operations in a guide, each as its rows. */
function tablesOf(page: string): readonly (readonly string[])[] {
  const text = readFileSync(page, 'utf8');
  return text
    .split('\n\n')
    .map((block) => block.split('\n').slice(2))
    .filter(
      (rows) => rows.length > 0 && rows.every((row) => /^\| `[a-z]+\.[\w.]+` \| `\w+Api\.\w+` \| .+ \|$/.test(row)),
    );
}

const pages = [
  ['en', fileURLToPath(new URL('../docs/migration.md', import.meta.url))],
  ['zh', fileURLToPath(new URL('../docs/zh/migration.md', import.meta.url))],
] as const;

describe.each(pages.filter(([, page]) => existsSync(page)))('the migration guide (%s)', (language, page) => {
  it('lists the 20 operations that the document of 2025-12-15 no longer has, and the two that a newer one removed', () => {
    const retired = operationsOf('retired-operations.json');
    const removed = Object.keys(readJson('supplement.json').removed).map((id) => published.get(id) ?? expect.fail(id));
    expect([retired.length, removed.length]).toEqual([20, 2]);
    const expected = [retired, removed].map((operations) => operations.map((one) => rowOf(one, language)).sort());
    expect(tablesOf(page).map((rows) => rows.toSorted())).toEqual(expected);
  });
});
