import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
// Inside the workspace, so that the packages are found by their names.
const folder = join(root, 'node_modules/.cache/documentation-test');

const isDocument = (path: string) => path.endsWith('.md') && !path.includes('node_modules');
const isSource = (path: string) => path.endsWith('.ts') && !path.includes('/apis/');

function filesBelow(start: string, matches: (path: string) => boolean): string[] {
  const entries = readdirSync(join(root, start), { withFileTypes: true, recursive: start !== '.' });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => matches(path));
}

function* blocksOf(path: string): Generator<{ source: string; code: string }> {
  const text = readFileSync(path, 'utf8');
  const plain = path.endsWith('.ts') ? text.replaceAll(/^ *\* ?/gm, '') : text;
  for (const match of plain.matchAll(/^```ts[^\n]*\n(.*?)^```/gms)) {
    const line = plain.slice(0, match.index).split('\n').length;
    yield { source: `${relative(root, path)}:${line}`, code: match[1] ?? '' };
  }
}

describe('the code in the documentation', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles, block by block', () => {
    const documents = [
      ...filesBelow('.', isDocument),
      ...filesBelow('docs', isDocument),
      ...filesBelow('packages', isDocument),
    ];
    const sources = readdirSync(join(root, 'packages')).flatMap((name) => filesBelow(`packages/${name}/src`, isSource));
    const blocks = [...documents, ...sources].flatMap((path) => [...blocksOf(path)]);
    expect(blocks.length).toBeGreaterThan(5);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [index, { source, code }] of blocks.entries()) {
      writeFileSync(join(folder, `block-${index}.ts`), `// ${source}\n${code}\nexport {};\n`);
    }
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const place = (line: string) =>
      line.replace(/^block-(\d+)\.ts/, (_, index: string) => blocks[Number(index)]?.source ?? 'nowhere');
    let printed = '';
    try {
      printed = execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
        cwd: folder,
        encoding: 'utf8',
      });
    } catch (error) {
      printed = (error as { stdout: string }).stdout;
    }
    expect(printed.split('\n').map(place).join('\n')).toBe('');
  });
});
