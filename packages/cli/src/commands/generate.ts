import { readFileSync } from 'node:fs';
import { GeneratorError, generateApis, type WrittenApis, writeApis } from '@lingpai/alipay/generator';
import { Command } from 'commander';

interface GenerateOptions {
  readonly from: string;
  readonly out: string;
  readonly runtime: string;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'it may not be read',
};

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    throw new GeneratorError(`cannot read ${path}: ${reasons[code ?? ''] ?? code ?? 'unknown reason'}`);
  }
}

function readDocument(path: string): unknown {
  const text = readText(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    throw new GeneratorError(`${path} is not JSON; a document in YAML has to be converted first`);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function summary(operations: number, { written, unchanged, removed }: WrittenApis): string {
  const files = `${count(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  return `${count(operations, 'operation')}: ${files}`;
}

function generate({ from, out, runtime }: GenerateOptions): string {
  const { files, operations } = generateApis(readDocument(from), { runtime });
  return summary(operations.length, writeApis(files, out));
}

/** Errors that the user can resolve; any other is a bug and keeps its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof GeneratorError || systemCode(error) !== undefined;
}

/** `lingpai generate`: typed API modules from an OpenAPI document. */
export function generateCommand(): Command {
  return new Command('generate')
    .description("write typed API modules from Alipay's OpenAPI document")
    .requiredOption('--from <file>', 'the OpenAPI 3 document, as JSON')
    .requiredOption('--out <directory>', 'folder for the modules; created if missing')
    .option('--runtime <specifier>', "where the modules import the client's types from", '@lingpai/alipay')
    .action((options: GenerateOptions, command: Command) => {
      try {
        command.configureOutput().writeOut?.(`${generate(options)}\n`);
      } catch (error) {
        if (!isExpected(error)) throw error;
        command.error(`error: ${error.message}`, { exitCode: 1 });
      }
    });
}
