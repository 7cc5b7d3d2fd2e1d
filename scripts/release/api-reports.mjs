import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/**
 * The public API of a package as text: one report for each entry point that has types, and for entry points that are a
 * pattern (`./apis/*`) one list of modules.
 *
 * @param {import('./manifest-gaps.mjs').Package} published built
 * @returns {Record<string, string>} texts by file name
 */
export function apiReports({ folder, manifest }) {
  /** @type {Record<string, string>} */
  const reports = {};
  for (const [entry, target] of Object.entries(manifest.exports)) {
    const types = typesOf(target);
    if (types === undefined) continue;
    const name = entry === '.' ? 'index' : entry.replace(/^\.\//, '').replace(/\/\*$/, '');
    if (entry.includes('*')) reports[`${name}.txt`] = moduleList(folder, types);
    else reports[`${name}.api.txt`] = report(folder, join(folder, types), name);
  }
  return reports;
}

/** The ES module's: CommonJS has the same. */
function typesOf(target) {
  if (typeof target === 'string') return undefined;
  return target.types ?? typesOf(target.import ?? '');
}

const silent = { default: { logLevel: ExtractorLogLevel.None } };

function report(folder, entryPoint, name) {
  const written = mkdtempSync(join(tmpdir(), 'lingpai-api-'));
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom'],
    types: ['node'],
    strict: true,
  };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entryPoint,
      compiler: {
        overrideTsconfig: { compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: [entryPoint] },
      },
      apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: written, reportTempFolder: written },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  /** @type {string[]} */
  const errors = [];
  const messageCallback = (message) => {
    if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.text);
    message.handled = true;
  };
  try {
    const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback });
    if (!succeeded) throw new Error(`the types of ${entryPoint} cannot be read:\n${errors.join('\n')}`);
    return readFileSync(join(written, `${name}.api.md`), 'utf8');
  } finally {
    rmSync(written, { recursive: true });
  }
}

/** A digest of each module's declarations without comments: the catalogue's comparison tells what changed in one. */
function moduleList(folder, pattern) {
  const modules = join(folder, pattern.slice(0, pattern.indexOf('*')));
  const lines = readdirSync(modules)
    .filter((file) => file.endsWith('.d.ts'))
    .sort()
    .map((file) => {
      const declarations = readFileSync(join(modules, file), 'utf8').replaceAll(/\/\*\*.*?\*\/\s*/gs, '');
      const digest = createHash('sha256').update(declarations).digest('hex').slice(0, 16);
      const classes = [...declarations.matchAll(/^export declare class (\w+)/gm)].map(([, name]) => name);
      return `${digest} ${basename(file, '.d.ts')} ${classes.join(' ')}`.trimEnd();
    });
  return `${lines.join('\n')}\n`;
}
