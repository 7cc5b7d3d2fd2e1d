import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packageFolder = new URL('../../', import.meta.url);

function texts(folder: string, extension: string): readonly (readonly [name: string, text: string])[] {
  const path = fileURLToPath(new URL(folder, packageFolder));
  const names = readdirSync(path).filter((name) => name.endsWith(extension));
  return names.map((name) => [name, readFileSync(`${path}/${name}`, 'utf8')]);
}

describe('a generated module', () => {
  it('imports and passes on nothing but types', () => {
    const modules = texts('src/apis', '.ts');
    expect(modules).toHaveLength(479);
    const others = modules.filter(([, text]) => /^(?:import|export(?= \*| \{)) (?!type )/m.test(text));
    expect(others.map(([name]) => name)).toEqual([]);
  });

  it('loads no other file at run time', () => {
    const modules = texts('dist/apis', '.js').filter(([name]) => name !== 'models.js');
    expect(modules.length).toBeGreaterThanOrEqual(463);
    const loading = modules.filter(([, text]) =>
      /\b(?:import|require)\b\s*[({'"*\w]|\bfrom\s*['"]/.test(text.replaceAll(/\/\*[\s\S]*?\*\//g, '')),
    );
    expect(loading.map(([name]) => name)).toEqual([]);
  });
});
