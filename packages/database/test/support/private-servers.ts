import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { makeTestFolder } from './test-folder.js';

const find = (...paths: string[]) => paths.find((path) => existsSync(path));

const debianFolder = '/usr/lib/postgresql';
const postgresFolders = existsSync(debianFolder)
  ? readdirSync(debianFolder).map((version) => `${debianFolder}/${version}/bin`)
  : [];

/** Programs of servers that tests start for themselves; `undefined` where one is not installed. */
export const programs = {
  postgres: find(...[...postgresFolders, '/usr/local/bin', '/usr/bin'].map((folder) => `${folder}/postgres`)),
  mariadb: find('/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/usr/bin/mariadbd'),
  mariadbInstall: find('/usr/bin/mariadb-install-db', '/usr/local/bin/mariadb-install-db'),
  pgbouncer: find('/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/usr/bin/pgbouncer'),
} as const;

/**
 * Says in the title of a suite why it is skipped; empty when it is not.
 *
 * @throws when nothing may be skipped
 */
export function skipUnless(...names: readonly (keyof typeof programs)[]): string {
  const missing = names.filter((name) => programs[name] === undefined).join(', ');
  if (missing === '') return '';
  if (process.env.LINGPAI_REQUIRE_DATABASES === '1') throw new Error(`not installed: ${missing}`);
  return ` (skipped: ${missing} not installed)`;
}

export interface PrivateServer extends AsyncDisposable {
  readonly port: number;
  /** Asks it to read its files again. */
  reload(): void;
}

/** These servers refuse to run as root. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export function makeFolder(): string {
  const folder = makeTestFolder('lingpai-server-');
  giveAway(folder);
  return folder;
}

/** Hands a file to the user that the servers run as. */
export function giveAway(path: string): void {
  const user = serverUser();
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function start(
  path: string,
  parameters: readonly string[],
  port: number,
  folder: string,
): Promise<PrivateServer> {
  let output = '';
  const child: ChildProcess = spawn(path, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    ...serverUser(),
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${path} ended: ${output}`);
    await pause(20);
  }
  return {
    port,
    reload: () => void child.kill('SIGHUP'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param settings of `postgresql.conf`; @param access lines of `pg_hba.conf` */
export async function startPostgres(
  settings: Readonly<Record<string, string>>,
  access: string,
): Promise<PrivateServer> {
  const folder = makeFolder();
  const data = join(folder, 'data');
  const program = programs.postgres ?? '';
  const initdb = program.replace(/postgres$/, 'initdb');
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], {
    stdio: 'ignore',
    cwd: folder,
    ...serverUser(),
  });
  writeFileSync(join(data, 'pg_hba.conf'), access);
  const port = await freePort();
  const all = { port: String(port), listen_addresses: 'localhost', unix_socket_directories: '', ...settings };
  const parameters = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return start(program, ['-D', data, ...parameters], port, folder);
}

export async function startMariadb(settings: Readonly<Record<string, string>>): Promise<PrivateServer> {
  const folder = makeFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  giveAway(data);
  const shared = ['--no-defaults', `--datadir=${data}`];
  execFileSync(
    programs.mariadbInstall ?? '',
    [...shared, '--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=8M'],
    { stdio: 'ignore', cwd: folder, ...serverUser() },
  );
  const port = await freePort();
  const parameters = Object.entries({ port: String(port), socket: join(folder, 'socket'), ...settings }).map(
    ([name, value]) => `--${name}=${value}`,
  );
  return start(programs.mariadb ?? '', [...shared, ...parameters], port, folder);
}

/** @param databases lines of the section `[databases]` */
export async function startPgbouncer(
  databases: string,
  settings: Readonly<Record<string, string>>,
): Promise<PrivateServer> {
  const folder = makeFolder();
  const port = await freePort();
  const users = join(folder, 'users.txt');
  writeFileSync(users, '"postgres" ""\n');
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: users,
    pool_mode: 'transaction',
    default_pool_size: '3',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const path = join(folder, 'pgbouncer.ini');
  writeFileSync(path, `[databases]\n${databases}\n[pgbouncer]\n${lines.join('\n')}\n`);
  for (const one of [users, path]) giveAway(one);
  return start(programs.pgbouncer ?? '', [path], port, folder);
}

export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  readonly otherCa: string;
  /** Writes certificate and key of a server of this name. */
  issue(host: string, name?: string): { readonly cert: string; readonly key: string };
}

/** Authorities and certificates, made with OpenSSL. */
export function makeCertificates(): Certificates {
  const folder = makeFolder();
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { stdio: 'ignore', cwd: folder });
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  for (const name of ['ca', 'other']) {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
    );
  }
  return {
    folder,
    ca: join(folder, 'ca.crt'),
    otherCa: join(folder, 'other.crt'),
    issue(host, name = 'server') {
      const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
      writeFileSync(join(folder, 'names'), `subjectAltName=DNS:${host}\n`);
      openssl('req', ...newKey, '-keyout', key, '-out', `${name}.csr`, '-subj', `/CN=${host}`);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        'names',
        '-out',
        cert,
      );
      chmodSync(key, 0o600);
      giveAway(key);
      return { cert, key };
    },
  };
}
