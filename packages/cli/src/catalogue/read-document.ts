import { readFileSync } from 'node:fs';
import { GeneratorError } from '@lingpai/alipay/generator';

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

/** Reads JSON or YAML. @throws GeneratorError when it is neither, or cannot be read */
export async function readDocument(path: string): Promise<unknown> {
  const text = readText(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    return readYaml(path, text);
  }
}

/** How often one anchor may be repeated, directly or through others: a document of aliases could grow without end. */
const mostAliases = 10_000;

/** Alipay's newest documents are YAML. The parser is loaded for them alone. */
async function readYaml(path: string, text: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text, { maxAliasCount: mostAliases });
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    const [place = ''] = error.message.split('\n');
    throw new GeneratorError(`${path} is neither JSON nor YAML: ${place}`);
  }
}

/** Whether the user can resolve it: a document that cannot be used, or a file that cannot be read or written. */
export function isDocumentProblem(error: unknown): error is Error {
  return error instanceof GeneratorError || systemCode(error) !== undefined;
}
