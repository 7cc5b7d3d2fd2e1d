import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox } from '@lingpai/sandbox';

export const root = resolve(import.meta.dirname, '../..');
export const fixtures = join(import.meta.dirname, 'fixtures');

/**
 * @typedef {object} World
 * @property {string} folder temporary; gone when the run ends
 * @property {Readonly<Record<string, string>>} tarballs path of each packed package, by its name
 * @property {() => string} settings what the programs in `fixtures` need to call the sandbox, as JSON; new codes each time
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<World>} */
export async function prepare() {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-matrix-'));
  const tarballs = packAll(join(folder, 'packed'));
  const sandbox = await startSandbox();
  return {
    folder,
    tarballs,
    settings: () => JSON.stringify({ endpoint: sandbox.endpoint, applications: applicationsOf(sandbox) }),
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function packAll(target) {
  mkdirSync(target);
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return Object.fromEntries(
    folders.map((folder) => {
      const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target], {
        cwd: folder,
        encoding: 'utf8',
      });
      return [name, join(target, file.trim())];
    }),
  );
}

/** Each kind of application, with a code that one program can redeem. */
function applicationsOf(sandbox) {
  return ['key', 'certificate', 'encrypted'].map((kind) => {
    const application = sandbox.app(kind);
    const { app_auth_code: code } = sandbox.consent({
      appId: application.appId,
      merchantApplications: [{ authAppId: '2021000000000777', userId: '2088000000000001', kind: 'WEBAPP' }],
    });
    return { kind, code, ...application };
  });
}
