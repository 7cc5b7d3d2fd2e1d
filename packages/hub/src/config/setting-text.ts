import { readFileSync } from 'node:fs';
import type { SettingKind } from './setting-list.js';
import { SettingsError } from './settings-error.js';

/** The value that a text of the environment means. What is wrong with it, the schema says afterwards. */
export function settingValue(kind: SettingKind, text: string, name: string): unknown {
  if (kind === 'number' || kind === 'number-or-text') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (kind === 'flag') return text === 'true' ? true : text === 'false' ? false : text;
  if (kind === 'record') return readRecord(text, name);
  if (kind !== 'list') return text;
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `id: value`, one a line, or with commas between. */
export function readRecord(text: string, name: string): Record<string, string> {
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  const entries = lines.filter(Boolean).map((line) => {
    const end = line.indexOf(':');
    if (end <= 0) throw new SettingsError(`${name}: expected "id: value", one a line or with commas between`);
    return [line.slice(0, end).trim(), line.slice(end + 1).trim()] as const;
  });
  return Object.fromEntries(entries);
}

/** @param name what the file is for, in the error */
export function readText(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingsError(`${name}: the file ${file} cannot be read (${Object(cause).code ?? 'unknown error'})`);
  }
}
