import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratorError } from './generator-error.js';
import { headerStart } from './module/header.js';

/** What happened to the files of a folder; names in alphabetical order. */
export interface WrittenApis {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** The texts of the TypeScript files that stand in the folder. */
function present(directory: string): ReadonlyMap<string, string> {
  const entries = readdirSync(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => entry.name);
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

/** @throws GeneratorError when something other than a file stands there: writing through a link would leave the folder */
function refuseForeign(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined || entry.isFile()) return;
  throw new GeneratorError(`${path} is not a file; move it away or choose another folder`);
}

/**
 * Brings a folder to hold these generated files. It writes only what differs, removes generated files that are no
 * longer made, and leaves everything else as it is: doing it twice changes nothing the second time.
 *
 * @param files of `generateApis`
 * @param directory made when it is missing
 * @throws GeneratorError when a file that is not generated stands where one has to go; nothing is written then
 */
export function writeApis(files: ReadonlyMap<string, string>, directory: string): WrittenApis {
  mkdirSync(directory, { recursive: true });
  const found = present(directory);
  for (const name of files.keys()) refuseForeign(join(directory, name));
  for (const name of files.keys()) {
    if (found.get(name)?.startsWith(headerStart) === false) {
      throw new GeneratorError(
        `${join(directory, name)} is not a generated file; move it away or choose another folder`,
      );
    }
  }
  const removed = [...found].filter(([name, text]) => !files.has(name) && text.startsWith(headerStart));
  for (const [name] of removed) rmSync(join(directory, name));
  const changed = [...files].filter(([name, text]) => found.get(name) !== text);
  for (const [name, text] of changed) writeFileSync(join(directory, name), text);
  const unchanged = [...files.keys()].filter((name) => found.get(name) === files.get(name));
  return {
    written: changed.map(([name]) => name).sort(),
    unchanged: unchanged.sort(),
    removed: removed.map(([name]) => name).sort(),
  };
}
