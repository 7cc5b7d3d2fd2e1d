import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { generateCommand } from '../src/commands/generate.js';

const document = {
  openapi: '3.0.3',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/v3/shop/order/query': {
      get: { operationId: 'shop.order.query', tags: ['shop.order'], responses: { 200: { description: '' } } },
    },
  },
};
let directory: string;
let from: string;
let out: string;

interface Outcome {
  readonly out: string;
  readonly error: string;
  readonly exitCode: number;
}

async function run(...args: readonly string[]): Promise<Outcome> {
  const written = { out: '', error: '' };
  const command = generateCommand()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        written.out += text;
      },
      writeErr: (text) => {
        written.error += text;
      },
    });
  try {
    await command.parseAsync(args, { from: 'user' });
    return { ...written, exitCode: 0 };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { ...written, exitCode: error.exitCode };
  }
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'generate-'));
  from = join(directory, 'alipay-oas.json');
  out = join(directory, 'src', 'alipay');
  writeFileSync(from, JSON.stringify(document));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('lingpai generate', () => {
  it('writes the modules and says what it did in one line', async () => {
    expect(await run('--from', from, '--out', out)).toEqual({
      out: '1 operation: 1 file written, 0 unchanged, 0 removed\n',
      error: '',
      exitCode: 0,
    });
    expect(readdirSync(out)).toEqual(['shop-order.ts']);
  });

  it('writes nothing the second time', async () => {
    await run('--from', from, '--out', out);
    const { out: summary } = await run('--from', from, '--out', out);
    expect(summary).toBe('1 operation: 0 files written, 1 unchanged, 0 removed\n');
  });

  it('imports the client from the package by default', async () => {
    const imports = (): string | undefined => /from '(.*)'/.exec(readFileSync(join(out, 'shop-order.ts'), 'utf8'))?.[1];
    await run('--from', from, '--out', out);
    expect(imports()).toBe('@lingpai/alipay');
    await run('--from', from, '--out', out, '--runtime', '../client.js');
    expect(imports()).toBe('../client.js');
  });

  it('takes a document with a byte order mark', async () => {
    writeFileSync(from, `\uFEFF${JSON.stringify(document)}`);
    expect((await run('--from', from, '--out', out)).exitCode).toBe(0);
  });

  it.each([
    ['a file that is not there', 'nowhere.json', 'cannot read nowhere.json: there is no such file'],
    ['a folder', '.', 'cannot read .: it is a folder, not a file'],
  ])('says so when it is given %s', async (_title, path, message) => {
    expect(await run('--from', path, '--out', out)).toEqual({ out: '', error: `error: ${message}\n`, exitCode: 1 });
  });

  it('reads a document in YAML, with the same result', async () => {
    await run('--from', from, '--out', out);
    const yaml = join(directory, 'alipay-oas.yaml');
    writeFileSync(yaml, stringify(document));
    const { out: summary } = await run('--from', yaml, '--out', out);
    expect(summary).toBe('1 operation: 0 files written, 1 unchanged, 0 removed\n');
  });

  it('reads YAML that says something once and repeats it by an alias', async () => {
    const response = { description: '' };
    const [path] = Object.values(document.paths);
    const paths = { '/v3/shop/order/query': { get: { ...path?.get, responses: { 200: response, 202: response } } } };
    writeFileSync(from, stringify({ ...document, paths }));
    expect(readFileSync(from, 'utf8')).toContain('*a1');
    expect(await run('--from', from, '--out', out)).toMatchObject({ error: '', exitCode: 0 });
  });

  it.each([
    ['neither JSON nor YAML', '{ "openapi": [', 'is neither JSON nor YAML: '],
    [
      'YAML whose aliases grow without end',
      Array.from({ length: 20 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}1]`)
        .join('\n')
        .replaceAll('*a0, ', ''),
      'is neither JSON nor YAML: ',
    ],
  ])('says so when the document is %s', async (_title, text, message) => {
    writeFileSync(from, text);
    const { error, exitCode } = await run('--from', from, '--out', out);
    expect(error).toContain(`error: ${from} ${message}`);
    expect(exitCode).toBe(1);
  });

  it('writes what is known beyond the document into the docstrings', async () => {
    const facts = join(directory, 'facts.yaml');
    writeFileSync(
      facts,
      stringify({ operations: { 'shop.order.query': { summary: { en: 'Finds an order', zh: '查询订单' } } } }),
    );
    expect(await run('--from', from, '--out', out, '--facts', facts)).toMatchObject({ error: '', exitCode: 0 });
    expect(readFileSync(join(out, 'shop-order.ts'), 'utf8')).toContain('   * Finds an order.\n   * 查询订单。\n');
    writeFileSync(facts, '[]');
    const { error } = await run('--from', from, '--out', out, '--facts', facts);
    expect(error).toBe(`error: ${facts}: expected an object with "operations" and "schemas"\n`);
  });

  it('names the place where the document is wrong, and writes nothing', async () => {
    writeFileSync(from, JSON.stringify({ ...document, openapi: '2.0' }));
    const message = 'error: /openapi: expected "3.0.3" or another 3.x, found "2.0"\n';
    expect(await run('--from', from, '--out', out)).toEqual({ out: '', error: message, exitCode: 1 });
    expect(readdirSync(directory)).toEqual(['alipay-oas.json']);
  });

  it('warns of what is odd, with its place, and generates all the same', async () => {
    const [path] = Object.values(document.paths);
    const paths = { '/v3/shop/order/query': { get: { ...path?.get, tags: [] } } };
    writeFileSync(from, JSON.stringify({ ...document, paths }));
    expect(await run('--from', from, '--out', out)).toEqual({
      out: '1 operation: 1 file written, 0 unchanged, 0 removed\n',
      error:
        'warning: /paths/~1v3~1shop~1order~1query/get/tags: expected one tag, found none; the id names the class\n',
      exitCode: 0,
    });
  });

  it('overwrites no file that is not generated', async () => {
    await run('--from', from, '--out', out);
    const path = join(out, 'shop-order.ts');
    writeFileSync(path, 'export {};\n');
    const message = `error: ${path} is not a generated file; move it away or choose another folder\n`;
    expect(await run('--from', from, '--out', out)).toEqual({ out: '', error: message, exitCode: 1 });
    expect(readFileSync(path, 'utf8')).toBe('export {};\n');
  });

  it('asks for both the document and the folder', async () => {
    const { error, exitCode } = await run('--from', from);
    expect(error).toBe("error: required option '--out <directory>' not specified\n");
    expect(exitCode).toBe(1);
  });
});
