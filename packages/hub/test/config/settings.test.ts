import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { settingList } from '../../src/config/setting-list.js';

const folder = mkdtempSync(join(tmpdir(), 'lingpai-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const masterKey = Buffer.alloc(32, 1).toString('base64');
const adminKey = `lpk_${'k'.repeat(43)}`;

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const yaml = `
publicUrl: https://pay.example.com/
database: { url: "sqlite:./lingpai.db" }
spoolDirectory: ./spool
masterKeys: { current: k1, keys: { k1: "${masterKey}" } }
`;
const load = (text: string, environment: Record<string, string> = {}) =>
  loadSettings({ file: write('config.yaml', text), environment });

describe('loadSettings', () => {
  it('fills in what the file leaves out', () => {
    const settings = load(yaml);
    expect(settings.publicUrl).toBe('https://pay.example.com');
    expect(settings.listen).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(settings.retention.requests).toBe(14);
    expect(settings.adminKey).toBeUndefined();
  });

  it('everything can be given by the environment alone, which wins over the file', () => {
    const environment = {
      LINGPAI_PUBLIC_URL: 'https://pay.example.com',
      LINGPAI_DATABASE_URL: 'sqlite:./lingpai.db',
      LINGPAI_SPOOL_DIRECTORY: './spool',
      LINGPAI_MASTER_KEYS_CURRENT: 'k2',
      LINGPAI_MASTER_KEYS_KEYS: `k1: ${masterKey}, k2: ${masterKey}`,
      LINGPAI_LISTEN_PORT: '9000',
      LINGPAI_TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
      LINGPAI_DATABASE_CREATE: 'true',
      LINGPAI_RETENTION_AUDIT: 'forever',
      LINGPAI_RETENTION_EVENTS: '30',
    };
    const settings = loadSettings({ environment });
    expect(settings.masterKeys).toMatchObject({ current: 'k2', keys: { k1: masterKey, k2: masterKey } });
    expect(settings.trustProxy).toEqual(['10.0.0.0/8', '127.0.0.1']);
    expect(settings.database.create).toBe(true);
    expect(settings.retention).toMatchObject({ audit: 'forever', events: 30 });
    expect(load(yaml, { LINGPAI_LISTEN_PORT: '9000' }).listen.port).toBe(9000);
  });

  it('takes an OpenID provider from the environment, and one without TLS on this machine only', () => {
    const environment = { LINGPAI_SESSION_OIDC_CLIENT_ID: 'hub', LINGPAI_SESSION_ROLES_VIEWER: 'staff, guests' };
    const issuer = (LINGPAI_SESSION_OIDC_ISSUER: string) => load(yaml, { ...environment, LINGPAI_SESSION_OIDC_ISSUER });
    const { oidc, roles } = issuer('https://id.example.com').session;
    expect(oidc).toMatchObject({ clientId: 'hub', scope: 'openid profile', rolesField: 'roles' });
    expect(roles).toMatchObject({ viewer: ['staff', 'guests'], adminScopes: ['read', 'proxy', 'webhooks', 'manage'] });
    expect(issuer('http://127.0.0.1:9000').session.oidc?.issuer).toBe('http://127.0.0.1:9000');
    expect(() => issuer('http://id.example.com')).toThrow('session.oidc.issuer: expected https://');
    expect(() => load(yaml, environment)).toThrow('session.oidc.issuer: missing');
  });

  it('every setting has a variable of its own', () => {
    const variables = settingList.map(({ variable }) => variable);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables).toContain('LINGPAI_LIMITS_PROXY_BODY');
  });

  it('reads secrets from files', () => {
    const keys = write('keys', `k1: ${masterKey}\n`);
    const admin = write('admin', `${adminKey}\n`);
    const text = yaml.replace(/keys: \{.*\}(?= \})/, `keysFile: "${keys}"`);
    const settings = load(text, { LINGPAI_ADMIN_KEY_FILE: admin });
    expect(settings.masterKeys.keys).toEqual({ k1: masterKey });
    expect(settings.adminKey).toBe(adminKey);
  });

  it.each([
    ['publicUrl: missing', yaml.replace(/publicUrl.*/, ''), {}],
    ['listn: there is no such member; did you mean "listen"?', `${yaml}listn: { port: 1 }`, {}],
    ['listen.prot: there is no such member; did you mean "listen.port"?', `${yaml}listen: { prot: 1 }`, {}],
    ['listen.port: it must be <= 65535', `${yaml}listen: { port: 70000 }`, {}],
    ['masterKeys.current: expected the id of one of masterKeys.keys', yaml.replace('current: k1', 'current: k9'), {}],
    ['logLevel: expected one of "trace", "debug", "info", "warn", "error", "silent"', `${yaml}logLevel: loud`, {}],
    ['tls: expected both certificateFile and keyFile, found one', `${yaml}tls: { keyFile: a }`, {}],
    [
      'trustProxy: expected addresses or networks such as 10.0.0.0/8, found "everyone"',
      `${yaml}trustProxy: [everyone]`,
      {},
    ],
    [
      'LINGPAI_LISTN_PORT: there is no such setting; did you mean LINGPAI_LISTEN_PORT?',
      yaml,
      { LINGPAI_LISTN_PORT: '1' },
    ],
    ['adminKey: expected either it or adminKeyFile, found both', `${yaml}adminKey: ${adminKey}\nadminKeyFile: x`, {}],
    ['adminKeyFile: the file /nowhere/key cannot be read (ENOENT)', `${yaml}adminKeyFile: /nowhere/key`, {}],
  ])('says %s', (message, text, environment) => {
    expect(() => load(text, environment)).toThrow(message);
  });

  it('says that a public address needs TLS', () => {
    const open = `${yaml}listen: { host: 0.0.0.0 }\n`;
    expect(() => load(open)).toThrow('listen.host: 0.0.0.0 is reached by others');
    expect(load(`${open}trustProxy: [10.0.0.1]`).trustProxy).toEqual(['10.0.0.1']);
    expect(load(`${open}allowPlainHttp: true`).allowPlainHttp).toBe(true);
  });

  it('shows no secret in an error, also where the file is not YAML', () => {
    const secret = 'hunter2-hunter2-hunter2';
    for (const text of [
      yaml.replace(masterKey, secret),
      `${yaml}adminKey: ${secret}`,
      `${yaml}adminKey: "${secret}\n  b: ]`,
      yaml.replace('"sqlite:./lingpai.db"', `{ password: ${secret} }`),
    ]) {
      let message = '';
      try {
        load(text);
      } catch (error) {
        message = String(error);
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('hunter2');
    }
  });
});
