import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratorError, generateApis, writeApis } from '@lingpai/alipay/generator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changed, smallDocument } from './documents.js';

const runtime = '@lingpai/alipay';
const { files } = generateApis(smallDocument(), { runtime });
const withoutPhotos = generateApis(changed(['paths', '/v3/shop/photo/upload'], undefined), { runtime }).files;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'apis-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function modified(): readonly bigint[] {
  return [...files.keys()].map((name) => statSync(join(directory, name), { bigint: true }).mtimeNs);
}

describe('writing the modules', () => {
  it('makes the folder and writes every file', () => {
    const folder = join(directory, 'src', 'apis');
    const names = ['models.ts', 'shop-order.ts', 'shop-photo.ts'];
    expect(writeApis(files, folder)).toEqual({ written: names, unchanged: [], removed: [] });
    expect(readdirSync(folder).sort()).toEqual(names);
    for (const [name, text] of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  it('writes through no link, which could lead out of the folder', () => {
    const outside = join(directory, 'outside.txt');
    writeFileSync(outside, 'mine');
    const folder = join(directory, 'apis');
    mkdirSync(folder);
    symlinkSync(outside, join(folder, 'shop-order.ts'));
    symlinkSync(join(directory, 'nowhere.ts'), join(folder, 'shop-photo.ts'));
    expect(() => writeApis(files, folder)).toThrow(
      new GeneratorError(`${join(folder, 'shop-order.ts')} is not a file; move it away or choose another folder`),
    );
    expect(readFileSync(outside, 'utf8')).toBe('mine');
    expect(readdirSync(directory).sort()).toEqual(['apis', 'outside.txt']);
    expect(readdirSync(folder).sort()).toEqual(['shop-order.ts', 'shop-photo.ts']);
  });

  it('changes nothing the second time, not even a time stamp', () => {
    writeApis(files, directory);
    const before = modified();
    const names = ['models.ts', 'shop-order.ts', 'shop-photo.ts'];
    expect(writeApis(files, directory)).toEqual({ written: [], unchanged: names, removed: [] });
    expect(modified()).toEqual(before);
  });

  it('rewrites only the files that differ and removes those that are no longer made', () => {
    writeApis(files, directory);
    expect(writeApis(withoutPhotos, directory)).toEqual({
      written: ['models.ts', 'shop-order.ts'],
      unchanged: [],
      removed: ['shop-photo.ts'],
    });
    expect(readdirSync(directory).sort()).toEqual([...withoutPhotos.keys()].sort());
  });

  it('leaves files alone that are not generated', () => {
    writeFileSync(join(directory, 'client.ts'), 'export {};\n');
    writeApis(files, directory);
    writeApis(withoutPhotos, directory);
    expect(readFileSync(join(directory, 'client.ts'), 'utf8')).toBe('export {};\n');
  });

  it('refuses to overwrite a file that is not generated, and writes nothing', () => {
    const path = join(directory, 'shop-order.ts');
    writeFileSync(path, 'export {};\n');
    expect(() => writeApis(files, directory)).toThrow(
      new GeneratorError(`${path} is not a generated file; move it away or choose another folder`),
    );
    expect(readdirSync(directory)).toEqual(['shop-order.ts']);
  });
});
