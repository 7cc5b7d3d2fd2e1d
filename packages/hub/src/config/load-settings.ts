import { parse } from 'yaml';
import { checkSettings } from './check-settings.js';
import { readEnvironment } from './read-environment.js';
import { settingList } from './setting-list.js';
import { readRecord, readText } from './setting-text.js';
import { SettingsError } from './settings-error.js';
import type { HubSettings } from './settings-schema.js';

export interface LoadSettingsOptions {
  /** The path of a YAML file; environment variables alone by default. */
  readonly file?: string | undefined;
  /** Variables of the environment, which win over the file; `process.env` by default. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Settings as they are written: a tree. */
export type SettingsTree = { [name: string]: unknown };

/**
 * Reads the settings from a file and the environment.
 *
 * @throws SettingsError one sentence that names the setting
 */
export function loadSettings({ file, environment = process.env }: LoadSettingsOptions = {}): HubSettings {
  const tree = file === undefined ? {} : readTree(file);
  for (const { setting, value } of readEnvironment(environment)) {
    const [last = '', ...above] = [...setting.path].reverse();
    const parent = parentOf(tree, above.reverse(), setting.path);
    parent[last] = value;
    delete parent[`${last}File`];
  }
  readSecretFiles(tree);
  return checkSettings(tree);
}

/** The file as a tree, unchecked. @throws SettingsError */
export function readTree(file: string): SettingsTree {
  const text = readText(file, 'the configuration');
  let tree: unknown;
  try {
    tree = parse(text);
  } catch (cause) {
    // The parser's own message quotes the line, which may hold a secret.
    const place = Object(Object(cause).linePos?.[0]);
    throw new SettingsError(`${file}: not YAML, at line ${place.line ?? '?'}, column ${place.col ?? '?'}`);
  }
  if (tree === null || tree === undefined) return {};
  if (typeof tree !== 'object' || Array.isArray(tree))
    throw new SettingsError(`${file}: expected settings by their names`);
  return tree as SettingsTree;
}

/** `adminKeyFile: /run/secrets/admin` in place of `adminKey`. */
function readSecretFiles(tree: SettingsTree): void {
  for (const { path, kind, isSecret } of settingList) {
    if (!isSecret) continue;
    const [last = '', ...above] = [...path].reverse();
    const parent = above.reverse().reduce<unknown>((node, name) => Object(node)[name], tree);
    if (typeof parent !== 'object' || parent === null) continue;
    const members = parent as SettingsTree;
    const file = members[`${last}File`];
    if (file === undefined) continue;
    const name = path.join('.');
    if (members[last] !== undefined) throw new SettingsError(`${name}: expected either it or ${name}File, found both`);
    if (typeof file !== 'string' || file === '') throw new SettingsError(`${name}File: expected the path of a file`);
    const text = readText(file, `${name}File`).trim();
    members[last] = kind === 'record' ? readRecord(text, `${name}File`) : text;
    delete members[`${last}File`];
  }
}

function parentOf(tree: SettingsTree, above: readonly string[], path: readonly string[]): SettingsTree {
  return above.reduce<SettingsTree>((node, name) => {
    node[name] ??= {};
    const next = node[name];
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) return next as SettingsTree;
    throw new SettingsError(`${path.slice(0, -1).join('.')}: expected settings by their names`);
  }, tree);
}
