import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

const program = `
import { AlipayClient, isAlipayApiError } from '@lingpai/alipay';
import { AlipayOpenAuthTokenApi, type AlipayOpenAuthTokenAppModel } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';

export async function redeem(client: AlipayClient, code: string): Promise<string | undefined> {
  const model: AlipayOpenAuthTokenAppModel = { grant_type: 'authorization_code', code };
  try {
    const { data, status, traceId } = await new AlipayOpenAuthTokenApi(client).app(model).withResponse();
    console.log(status, traceId);
    const merchant = client.onBehalfOf(data.app_auth_token ?? '');
    await new AlipayTradeApi(merchant).query({ out_trade_no: '7' });
    return data.app_auth_token;
  } catch (error) {
    if (isAlipayApiError(error, 'AUTH_CODE_NOT_VALID')) return error.code;
    throw error;
  }
}
// @ts-expect-error: expires_in is text on the wire
export const wrong: number = (await new AlipayOpenAuthTokenApi({} as AlipayClient).app({})).expires_in;
`;

describe('the packed client', () => {
  const project = mkdtempSync(join(tmpdir(), 'lingpai-package-'));
  const run = (command: string, ...parameters: string[]) =>
    execFileSync(command, parameters, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    const packed = join(project, 'packed');
    mkdirSync(packed);
    execFileSync('npm', ['pack', '--silent', '--pack-destination', packed], { cwd: join(root, 'packages/alipay') });
    const [tarball = ''] = readdirSync(packed);
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
    run('npm', 'install', '--silent', '--offline', '--no-audit', '--no-fund', join(packed, tarball));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  it('brings no other package and no source', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@lingpai']);
    const files = readdirSync(join(project, 'node_modules/@lingpai/alipay'));
    expect(files.toSorted()).toEqual(['LICENSE', 'NOTICE', 'README.md', 'dist', 'package.json']);
    expect(existsSync(join(project, 'node_modules/@lingpai/alipay/dist/.tsbuildinfo'))).toBe(false);
  });

  it('type-checks with skipLibCheck off', () => {
    const types = join(project, 'node_modules/@types');
    mkdirSync(types);
    symlinkSync(join(root, 'node_modules/@types/node'), join(types, 'node'));
    symlinkSync(join(root, 'node_modules/undici-types'), join(project, 'node_modules/undici-types'));
    writeFileSync(join(project, 'program.ts'), program);
    const compilerOptions = { strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2022', noEmit: true };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    expect(run(process.execPath, typescript, '-p', '.')).toBe('');
  });

  it('runs from ESM and from require()', () => {
    const use = '[typeof AlipayClient, typeof AlipayOpenAuthTokenApi.prototype.app].join()';
    const imports = `import { AlipayClient } from '@lingpai/alipay';
      import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';`;
    const requires = `const { AlipayClient } = require('@lingpai/alipay');
      const { AlipayOpenAuthTokenApi } = require('@lingpai/alipay/apis/alipay-open-auth-token');`;
    expect(run('node', '--input-type=module', '-e', `${imports} console.log(${use})`)).toBe('function,function\n');
    expect(run('node', '--input-type=commonjs', '-e', `${requires} console.log(${use})`)).toBe('function,function\n');
  });
});
