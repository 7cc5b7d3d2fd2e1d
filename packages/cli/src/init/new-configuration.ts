import { join, resolve } from 'node:path';

/** What `lingpai init` is told. */
export interface NewConfiguration {
  readonly directory: string;
  readonly publicUrl: string;
  readonly port: number;
  /** `sqlite:<file>`, or the address of a server. */
  readonly database: string;
  readonly trustProxy: readonly string[];
}

export interface NewFile {
  readonly path: string;
  readonly content: string;
  /** Secrets are for the owner only. */
  readonly mode: 0o600 | 0o644;
}

/** @param random returns that many unpredictable bytes */
export function newFiles(wanted: NewConfiguration, random: (length: number) => Buffer): NewFile[] {
  const path = (name: string) => pathIn(wanted.directory, name);
  const isServer = !wanted.database.startsWith('sqlite:');
  const secret = (name: string, content: string): NewFile => ({
    path: path(name),
    content: `${content}\n`,
    mode: 0o600,
  });
  return [
    { path: path('lingpai.config.yaml'), content: configuration(wanted, isServer), mode: 0o644 },
    secret('master-keys', `k1: ${random(32).toString('base64')}`),
    secret('admin-key', `lpk_${random(32).toString('base64url')}`),
    ...(isServer ? [secret('database-url', wanted.database)] : []),
  ];
}

/** Relative in the current folder, so that it can be moved; absolute elsewhere, so that it works from everywhere. */
function pathIn(directory: string, name: string): string {
  return resolve(directory) === process.cwd() ? `./${name}` : join(resolve(directory), name);
}

function configuration(
  { directory, publicUrl, port, database, trustProxy }: NewConfiguration,
  isServer: boolean,
): string {
  const quoted = (text: string) => JSON.stringify(text);
  const path = (name: string) => quoted(pathIn(directory, name));
  const lines = [
    '# yaml-language-server: $schema=./node_modules/@lingpai/hub/settings.schema.json',
    '# Where browsers and Alipay reach the hub.',
    `publicUrl: ${quoted(publicUrl)}`,
    `listen: { host: 127.0.0.1, port: ${port} }`,
    ...(trustProxy.length === 0 ? [] : [`trustProxy: [${trustProxy.map(quoted).join(', ')}]`]),
    `database: { ${isServer ? `urlFile: ${path('database-url')}` : `url: ${quoted(database)}`} }`,
    '# On a disk that outlasts the process: it holds what the database could not take.',
    `spoolDirectory: ${path('spool')}`,
    '# Keep a copy apart from backups of the database: without it, nothing in them opens.',
    `masterKeys: { current: k1, keysFile: ${path('master-keys')} }`,
    `adminKeyFile: ${path('admin-key')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The SQLite file of a new configuration. */
export const defaultDatabase = (directory: string): string => `sqlite:${pathIn(directory, 'lingpai.db')}`;
