import { statSync } from 'node:fs';
import { type LoadSettingsOptions, readTree, type SettingsTree } from '../config/load-settings.js';
import { settingList } from '../config/setting-list.js';
import { type Finding, finding } from './finding.js';

/** Looks who can read the files that the settings name as secret. Windows has no such bits. */
export function examineSecretFiles({ file, environment = process.env }: LoadSettingsOptions): Finding[] {
  if (process.platform === 'win32') return [];
  const tree = file === undefined ? {} : readTree(file);
  const readable = settingList
    .filter(({ isSecret }) => isSecret)
    .flatMap(({ path, variable }) => [environment[`${variable}_FILE`] ?? fileOf(tree, path)])
    .filter((one) => one !== undefined)
    .map((one) => ({ file: one, mode: statSync(one).mode & 0o077 }))
    .filter(({ mode }) => mode !== 0);
  if (readable.length === 0) return [finding('secrets-private')];
  return readable.map(({ file: name }) => finding('secret-readable-by-others', { file: name }));
}

function fileOf(tree: SettingsTree, path: readonly string[]): string | undefined {
  const [last = '', ...above] = [...path].reverse();
  const parent = above.reverse().reduce<unknown>((node, name) => Object(node)[name], tree);
  const named = Object(parent)[`${last}File`];
  return typeof named === 'string' ? named : undefined;
}
