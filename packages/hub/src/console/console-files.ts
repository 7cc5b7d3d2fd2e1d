import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { SettingsError } from '../config/settings-error.js';
import type { HubSettings } from '../config/settings-schema.js';

const compress = promisify(gzip);

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.js', '.json', '.svg', '.txt']);

/** A file of the console; read, and compressed, when it is first requested. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: () => Buffer;
  /** `undefined` for what is compressed as it is. */
  readonly gzipped: (() => Promise<Buffer>) | undefined;
}

/** The console as it was built. */
export interface ConsoleFiles {
  /** The page for a path, with `__LINGPAI_NONCE__` in place of each nonce. */
  readonly pageAt: (path: string) => string;
  /** By path, such as `/assets/index-1a2b3c.js`. What is not listed here is not served. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

/**
 * The files of `console.folder`, or of the package `@lingpai/console` where it is installed.
 *
 * @returns `undefined` when the console is switched off or not installed
 * @throws SettingsError when the folder of the settings holds no console
 */
export function findConsole(
  { console: { enabled, folder } }: Pick<HubSettings, 'console'>,
  installed: () => string | undefined = installedFolder,
): ConsoleFiles | undefined {
  if (!enabled) return undefined;
  const found = folder === undefined ? installed() : resolve(folder);
  if (found !== undefined && existsSync(join(found, 'index.html'))) return readConsole(found);
  if (folder === undefined) return undefined;
  throw new SettingsError(`console.folder: expected a folder with the console's index.html, found none in ${folder}`);
}

/** Next to the hub, or where the process runs. */
function installedFolder(): string | undefined {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return join(dirname(createRequire(place).resolve('@lingpai/console/package.json')), 'dist');
    } catch {
      // It is optional.
    }
  }
  return undefined;
}

/** Scripts of pages by the paths of their routes, in which `$name` stands for one part. */
const preloadFile = 'preloads.json';

function readConsole(folder: string): ConsoleFiles {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in types && entry.name !== preloadFile)
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  return {
    pageAt: pagesIn(folder),
    files: new Map(paths.map((path) => [`/${path.split(sep).join('/')}`, fileAt(join(folder, path))])),
  };
}

function pagesIn(folder: string): ConsoleFiles['pageAt'] {
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const preloads: Readonly<Record<string, readonly string[]>> = existsSync(join(folder, preloadFile))
    ? JSON.parse(readFileSync(join(folder, preloadFile), 'utf8'))
    : {};
  const pages = Object.entries(preloads).map(([route, scripts]) => {
    const links = scripts.map(
      (script) => `<link rel="modulepreload" crossorigin href="${script}" nonce="__LINGPAI_NONCE__">\n  `,
    );
    const pattern = new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/]+')}/?$`);
    return { pattern, page: index.replace('</head>', `${links.join('')}</head>`) };
  });
  return (path) => pages.find(({ pattern }) => pattern.test(path))?.page ?? index;
}

function fileAt(path: string): ConsoleFile {
  const extension = extname(path);
  const body = once(() => readFileSync(path));
  return {
    type: types[extension] ?? 'application/octet-stream',
    body,
    gzipped: compressible.has(extension) ? once(() => compress(body(), { level: 9 })) : undefined,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
