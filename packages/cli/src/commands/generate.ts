import { readFileSync } from 'node:fs';
import { type FactSet, GeneratorError, generateApis, type WrittenApis, writeApis } from '@lingpai/alipay/generator';
import { Command } from 'commander';

interface GenerateOptions {
  readonly from: string;
  readonly out: string;
  readonly runtime: string;
  readonly facts?: string;
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

async function readDocument(path: string): Promise<unknown> {
  const text = readText(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    return readYaml(path, text);
  }
}

/** Alipay's newest documents are YAML. The parser is loaded for them alone. */
async function readYaml(path: string, text: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    const [place = ''] = error.message.split('\n');
    throw new GeneratorError(`${path} is neither JSON nor YAML: ${place}`);
  }
}

async function readFacts(path: string): Promise<FactSet> {
  const facts = await readDocument(path);
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) {
    throw new GeneratorError(`${path}: expected an object with "operations" and "schemas"`);
  }
  return facts;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function summary(operations: number, { written, unchanged, removed }: WrittenApis): string {
  const files = `${count(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  return `${count(operations, 'operation')}: ${files}`;
}

async function generate({ from, out, runtime, facts }: GenerateOptions): Promise<string> {
  const known = facts === undefined ? {} : { facts: await readFacts(facts) };
  const { files, operations } = generateApis(await readDocument(from), { runtime, ...known });
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
    .requiredOption('--from <file>', 'the OpenAPI 3 document, as JSON or YAML')
    .requiredOption('--out <directory>', 'folder for the modules; created if missing')
    .option('--runtime <specifier>', "where the modules import the client's types from", '@lingpai/alipay')
    .option('--facts <file>', 'what is known beyond the document, as JSON or YAML')
    .action(async (options: GenerateOptions, command: Command) => {
      try {
        command.configureOutput().writeOut?.(`${await generate(options)}\n`);
      } catch (error) {
        if (!isExpected(error)) throw error;
        command.error(`error: ${error.message}`, { exitCode: 1 });
      }
    });
}
