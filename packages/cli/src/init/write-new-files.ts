import { closeSync, existsSync, mkdirSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import type { NewFile } from './new-configuration.js';

const texts = localized({
  en: {
    exists: (path: string) => `${path} exists already, and is not overwritten; choose another folder with --directory`,
    unwritable: (path: string, code: string) => `${path} cannot be written (${code})`,
  },
  zh: {
    exists: (path: string) => `${path} 已存在，不会被覆盖；请用 --directory 指定其他文件夹`,
    unwritable: (path: string, code: string) => `无法写入 ${path}（${code}）`,
  },
});

/** @throws CommandProblem when one of them exists */
export function refuseExisting(files: readonly NewFile[]): void {
  const existing = files.find(({ path }) => existsSync(path));
  if (existing !== undefined) throw new CommandProblem(texts.exists(existing.path));
}

/** Writes all of them or none, and never over a file. @throws CommandProblem */
export function writeNewFiles(files: readonly NewFile[]): void {
  refuseExisting(files);
  const written: string[] = [];
  try {
    for (const { path, content, mode } of files) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const file = openSync(path, 'wx', mode);
      written.push(path);
      try {
        writeFileSync(file, content);
      } finally {
        closeSync(file);
      }
    }
  } catch (error) {
    for (const path of written) unlinkSync(path);
    const { code, path } = Object(error);
    if (typeof code !== 'string') throw error;
    throw new CommandProblem(code === 'EEXIST' ? texts.exists(path) : texts.unwritable(path, code));
  }
}
