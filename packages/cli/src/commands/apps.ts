import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { HubApi } from '../hub/hub-api.js';
import { onTarget, targetCommand, targetGroup } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { print, printJson } from '../process/print.js';
import { printFields, printTable } from '../process/print-table.js';

interface Application {
  readonly appId: string;
  readonly name: string;
  readonly state: string;
  readonly mode: string;
  readonly endpoint: string;
  readonly certificates: readonly { readonly certificate: string; readonly expiresAt: number }[];
  readonly stopped: string | null;
  readonly callbackUrl: string;
  readonly notifyUrl: string;
}

interface KeyOptions {
  readonly privateKey: string;
  readonly alipayPublicKey?: string;
  readonly appCertificate?: string;
  readonly alipayCertificate?: string;
  readonly alipayRootCertificate?: string;
  readonly encryptKey?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

const texts = localized({
  en: {
    description: "Applications of the hub: their keys are files of Alipay's console, and are sealed in the database.",
    list: 'List the applications.',
    add: 'Add an application, with its keys.',
    replaceKeys: 'Replace the keys of an application; calls under way end with the former ones.',
    disable: 'Stop serving an application; nothing is deleted.',
    enable: 'Serve an application again.',
    appId: 'its APPID',
    name: 'what people call it',
    endpoint: 'another gateway than https://openapi.alipay.com, such as that of the sandbox',
    privateKey: 'file with its private key',
    alipayPublicKey: "key mode: file with Alipay's public key",
    appCertificate: 'certificate mode: appCertPublicKey_….crt',
    alipayCertificate: 'certificate mode: alipayCertPublicKey_RSA2.crt',
    alipayRootCertificate: 'certificate mode: alipayRootCert.crt',
    encryptKey: 'file with the content key, when contents are encrypted',
    dryRun: 'check the arguments and files, and change nothing',
    unreadable: (option: string, file: string) => `${option}: ${file} cannot be read`,
    modes: 'give either --alipay-public-key, or all three certificates',
    wouldAdd: (appId: string, files: string) => `would add ${appId} with ${files}`,
    wouldReplace: (appId: string, files: string) => `would replace the keys of ${appId} with ${files}`,
    wouldSet: (appId: string, state: string) => `would set ${appId} to ${state}`,
    callback: 'authorization callback',
    notify: 'application gateway',
    enter: "Enter in Alipay's console:",
    head: ['application', 'name', 'state', 'mode', 'certificates until', 'calls stopped'],
  },
  zh: {
    description: '令牌中心的应用：密钥来自支付宝控制台的文件，加密存入数据库。',
    list: '列出应用。',
    add: '添加应用及其密钥。',
    replaceKeys: '更换应用的密钥；进行中的调用仍用原来的密钥完成。',
    disable: '停用应用；不删除任何数据。',
    enable: '重新启用应用。',
    appId: '应用的 APPID',
    name: '便于识别的名称',
    endpoint: '默认网关 https://openapi.alipay.com 以外的网关，例如沙箱',
    privateKey: '应用私钥文件',
    alipayPublicKey: '公钥模式：支付宝公钥文件',
    appCertificate: '证书模式：appCertPublicKey_….crt',
    alipayCertificate: '证书模式：alipayCertPublicKey_RSA2.crt',
    alipayRootCertificate: '证书模式：alipayRootCert.crt',
    encryptKey: '接口内容加密时的密钥文件',
    dryRun: '只检查参数和文件，不做改动',
    unreadable: (option: string, file: string) => `${option}：无法读取 ${file}`,
    modes: '请指定 --alipay-public-key，或者全部三个证书',
    wouldAdd: (appId: string, files: string) => `将添加 ${appId}，使用 ${files}`,
    wouldReplace: (appId: string, files: string) => `将用 ${files} 更换 ${appId} 的密钥`,
    wouldSet: (appId: string, state: string) => `将把 ${appId} 设为 ${state}`,
    callback: '授权回调地址',
    notify: '应用网关',
    enter: '在支付宝控制台填写：',
    head: ['应用', '名称', '状态', '模式', '证书有效期至', '调用暂停原因'],
  },
});

/** `lingpai apps`: the applications of a hub. */
export function appsCommand(): Command {
  return targetGroup('apps', texts.description, [
    list(),
    add(),
    replaceKeys(),
    setState('disable'),
    setState('enable'),
  ]);
}

function list(): Command {
  const command = targetCommand('list', texts.list);
  return command.action(({ json }: { json?: boolean }) =>
    onTarget(command, async (api) => {
      const { applications } = await api.get<{ applications: readonly Application[] }>('/v1/apps');
      if (json) return printJson(applications);
      await printTable(texts.head, applications.map(cells));
    }),
  );
}

function cells({ appId, name, state, mode, certificates, stopped }: Application) {
  const ends = certificates.filter(({ certificate }) => certificate !== 'root').map(({ expiresAt }) => expiresAt);
  return [appId, name, state, mode, ends.length === 0 ? null : new Date(Math.min(...ends)), stopped];
}

function withKeys(command: Command): Command {
  return command
    .argument('<appId>', texts.appId)
    .requiredOption('--private-key <file>', texts.privateKey)
    .option('--alipay-public-key <file>', texts.alipayPublicKey)
    .option('--app-certificate <file>', texts.appCertificate)
    .option('--alipay-certificate <file>', texts.alipayCertificate)
    .option('--alipay-root-certificate <file>', texts.alipayRootCertificate)
    .option('--encrypt-key <file>', texts.encryptKey)
    .option('--dry-run', texts.dryRun);
}

function add(): Command {
  const command = withKeys(targetCommand('add', texts.add))
    .option('--name <name>', texts.name)
    .option('--endpoint <url>', texts.endpoint, parseEndpoint);
  return command.action((appId: string, options: KeyOptions & { name?: string; endpoint?: string }) =>
    onTarget(command, async (api) => {
      const { name, endpoint, dryRun = false, json = false } = options;
      const keys = readKeys(options);
      if (dryRun) return print(texts.wouldAdd(appId, Object.keys(keys).join(', ')));
      const added = await api.post<Application>('/v1/apps', { appId, name, endpoint, keys });
      if (json) return printJson(added);
      print(texts.enter);
      await printFields({ [texts.callback]: added.callbackUrl, [texts.notify]: added.notifyUrl });
    }),
  );
}

function replaceKeys(): Command {
  const command = withKeys(targetCommand('replace-keys', texts.replaceKeys));
  return command.action((appId: string, options: KeyOptions) =>
    onTarget(command, async (api) => {
      const keys = readKeys(options);
      if (options.dryRun) return print(texts.wouldReplace(appId, Object.keys(keys).join(', ')));
      await change(api, appId, { keys }, options.json);
    }),
  );
}

function setState(name: 'disable' | 'enable'): Command {
  const command = targetCommand(name, texts[name]).argument('<appId>', texts.appId).option('--dry-run', texts.dryRun);
  return command.action((appId: string, { dryRun = false, json = false }: { dryRun?: boolean; json?: boolean }) =>
    onTarget(command, async (api) => {
      const state = `${name}d`;
      if (dryRun) return print(texts.wouldSet(appId, state));
      await change(api, appId, { state }, json);
    }),
  );
}

async function change(api: HubApi, appId: string, changes: object, json = false): Promise<void> {
  const changed = await api.patch<Application>(`/v1/apps/${encodeURIComponent(appId)}`, changes);
  if (json) return printJson(changed);
  await printTable(texts.head, [cells(changed)]);
}

const files = [
  'privateKey',
  'alipayPublicKey',
  'appCertificate',
  'alipayCertificate',
  'alipayRootCertificate',
] as const;

/** @throws CommandProblem naming the option */
function readKeys(options: KeyOptions): Readonly<Record<string, string>> {
  const certificates = [options.appCertificate, options.alipayCertificate, options.alipayRootCertificate];
  const given = certificates.filter((one) => one !== undefined).length;
  if ((options.alipayPublicKey === undefined) === (given === 0) || ![0, 3].includes(given)) {
    throw new CommandProblem(texts.modes);
  }
  return Object.fromEntries(
    [...files, 'encryptKey' as const].flatMap((name) => {
      const file = options[name];
      return file === undefined ? [] : [[name, readKeyFile(name, file)]];
    }),
  );
}

function readKeyFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandProblem(
      texts.unreadable(`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, file),
    );
  }
}

function parseEndpoint(text: string): string {
  if (/^https?:\/\/[^\s/?#]+$/.test(text)) return text;
  throw new InvalidArgumentError('https://…');
}
