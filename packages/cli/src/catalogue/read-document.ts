import { readFileSync } from 'node:fs';
import { GeneratorError } from '@lingpai/alipay/generator';
import { localized } from '../language/localized.js';

const texts = localized({
  en: {
    unreadable: (path: string, reason: string) => `cannot read ${path}: ${reason}`,
    missing: 'there is no such file',
    folder: 'it is a folder, not a file',
    forbidden: 'it may not be read',
    unknown: 'unknown reason',
    neither: (path: string, place: string) => `${path} is neither JSON nor YAML: ${place}`,
  },
  zh: {
    unreadable: (path: string, reason: string) => `无法读取 ${path}：${reason}`,
    missing: '文件不存在',
    folder: '这是文件夹，不是文件',
    forbidden: '没有读取权限',
    unknown: '原因不明',
    neither: (path: string, place: string) => `${path} 既不是 JSON 也不是 YAML：${place}`,
  },
});

const reasons: Readonly<Record<string, string>> = {
  ENOENT: texts.missing,
  EISDIR: texts.folder,
  EACCES: texts.forbidden,
};

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    throw new GeneratorError(texts.unreadable(path, reasons[code ?? ''] ?? code ?? texts.unknown));
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
    throw new GeneratorError(texts.neither(path, place));
  }
}

/** Whether the user can resolve it: a document that cannot be used, or a file that cannot be read or written. */
export function isDocumentProblem(error: unknown): error is Error {
  return error instanceof GeneratorError || systemCode(error) !== undefined;
}
