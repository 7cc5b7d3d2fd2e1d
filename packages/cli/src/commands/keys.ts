import type { Command } from 'commander';
import { onTarget, targetCommand, targetGroup } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { CommandProblem, exitCodes } from '../process/command-problem.js';
import { commaList, countBetween } from '../process/parse-count.js';
import { print, printJson } from '../process/print.js';
import { type Cell, printTable, timeOf } from '../process/print-table.js';

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly appIds: readonly string[] | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

const texts = localized({
  en: {
    description: 'API keys of the hub.',
    new: 'Create an API key, and print it: it is shown only now.',
    list: 'List API keys, newest first; never the keys themselves.',
    revoke: 'Revoke an API key: refused at once on the node that responds, within five seconds on the others.',
    name: 'who uses it, and what for',
    scopes: 'what it permits: read, token, proxy, webhooks, manage; with commas between',
    apps: 'its applications, with commas between; all by default',
    ipRanges: 'addresses and networks that it may be used from, with commas between; all by default',
    days: 'days until it expires; never by default',
    id: 'its id, as list shows it',
    dryRun: 'show what would be changed, and change nothing',
    wouldCreate: (name: string, scopes: string) => `would create a key "${name}" with the scopes ${scopes}`,
    wouldRevoke: (id: string, name: string) => `would revoke ${id} ("${name}")`,
    revoked: (id: string) => `revoked: ${id}`,
    unknown: 'there is no such API key',
    head: ['key', 'name', 'ends in', 'scopes', 'applications', 'expires', 'last used', 'revoked'],
    all: 'all',
  },
  zh: {
    description: '令牌中心的 API 密钥。',
    new: '创建 API 密钥并输出；密钥只显示这一次。',
    list: '列出 API 密钥，最新的在前；不显示密钥本身。',
    revoke: '吊销 API 密钥：响应的节点立即拒绝它，其他节点在五秒内拒绝。',
    name: '谁使用、用途',
    scopes: '权限：read、token、proxy、webhooks、manage，用逗号分隔',
    apps: '可用的应用，用逗号分隔；默认全部',
    ipRanges: '允许使用的地址和网段，用逗号分隔；默认全部',
    days: '多少天后过期；默认不过期',
    id: '密钥的 id，见 list',
    dryRun: '只显示将做的改动，不执行',
    wouldCreate: (name: string, scopes: string) => `将创建密钥“${name}”，权限：${scopes}`,
    wouldRevoke: (id: string, name: string) => `将吊销 ${id}（“${name}”）`,
    revoked: (id: string) => `已吊销：${id}`,
    unknown: '没有这个 API 密钥',
    head: ['密钥', '名称', '末四位', '权限', '应用', '过期时间', '最近使用', '吊销时间'],
    all: '全部',
  },
});

/** `lingpai keys`: API keys. */
export function keysCommand(): Command {
  return targetGroup('keys', texts.description, [create(), list(), revoke()]);
}

interface NewOptions {
  readonly scopes: readonly string[];
  readonly apps?: readonly string[];
  readonly ipRanges?: readonly string[];
  readonly days?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function create(): Command {
  const command = targetCommand('new', texts.new)
    .argument('<name>', texts.name)
    .requiredOption('--scopes <list>', texts.scopes, commaList)
    .option('--apps <list>', texts.apps, commaList)
    .option('--ip-ranges <list>', texts.ipRanges, commaList)
    .option('--days <number>', texts.days, countBetween(1, 36_500))
    .option('--dry-run', texts.dryRun);
  return command.action((name: string, { scopes, apps: appIds, ipRanges, days, dryRun, json }: NewOptions) =>
    onTarget(command, async (api) => {
      if (dryRun) return print(texts.wouldCreate(name, scopes.join(', ')));
      const expiresAt = days === undefined ? undefined : Date.now() + days * 86_400_000;
      const created = await api.post<ApiKey & { key: string }>('/v1/keys', {
        name,
        scopes,
        appIds,
        ipRanges,
        expiresAt,
      });
      if (json) printJson(created);
      else print(created.key);
    }),
  );
}

function list(): Command {
  const command = targetCommand('list', texts.list);
  return command.action(({ json }: { readonly json?: boolean }) =>
    onTarget(command, async (api) => {
      const { keys } = await api.get<{ keys: readonly ApiKey[] }>('/v1/keys');
      if (json) printJson(keys);
      else await printTable(texts.head, keys.map(cells));
    }),
  );
}

const cells = (one: ApiKey): Cell[] => [
  one.id,
  one.name,
  one.hint,
  one.scopes.join(', '),
  one.appIds === null ? texts.all : one.appIds.join(', '),
  timeOf(one.expiresAt),
  timeOf(one.lastUsedAt),
  timeOf(one.revokedAt),
];

function revoke(): Command {
  const command = targetCommand('revoke', texts.revoke).argument('<id>', texts.id).option('--dry-run', texts.dryRun);
  return command.action((id: string, { dryRun = false, json = false }: { dryRun?: boolean; json?: boolean }) =>
    onTarget(command, async (api) => {
      if (dryRun) {
        const { keys } = await api.get<{ keys: readonly ApiKey[] }>('/v1/keys');
        const found = keys.find((one) => one.id === id);
        if (found === undefined) throw new CommandProblem(texts.unknown, exitCodes.refused);
        return print(texts.wouldRevoke(id, found.name));
      }
      await api.delete(`/v1/keys/${encodeURIComponent(id)}`);
      if (json) printJson({ revoked: id });
      else print(texts.revoked(id));
    }),
  );
}
