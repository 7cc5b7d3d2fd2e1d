import { type Command, Option } from 'commander';
import type { HubApi } from '../hub/hub-api.js';
import { readPages } from '../hub/read-pages.js';
import { onTarget, targetCommand, targetGroup } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { countBetween } from '../process/parse-count.js';
import { parseInstant } from '../process/parse-instant.js';
import { print, printJson } from '../process/print.js';
import { type Cell, printTable, timeOf } from '../process/print-table.js';
import { Progress } from '../process/progress.js';

const texts = localized({
  en: {
    description: 'Receivers of events, and what was sent to them.',
    list: 'List receivers, newest first.',
    deliveries: 'List what was sent to a receiver, or will be, newest first.',
    replay: 'Send events to a receiver once more: one, those since an instant, or all that were given up.',
    id: 'the receiver, as list shows it',
    delivery: 'one delivery, as deliveries shows it',
    state: 'only deliveries in this state',
    limit: 'the most to list',
    since: 'every event since then: 2026-05-01T12:00:00+08:00, or how long ago: 30m, 12h, 7d',
    failed: 'every event that was given up',
    dryRun: 'show what would be sent, and send nothing',
    which: 'name a delivery, or give --since or --failed: one of the three',
    one: (id: string, type: string) => `sent once more: ${id} (${type})`,
    wouldOne: (id: string, type: string, state: string) => `would send once more: ${id} (${type}, ${state})`,
    replayed: (count: number) => `events sent once more: ${count}`,
    wouldReplay: (count: number) => `events that would be sent once more: ${count}`,
    head: ['receiver', 'name', 'address', 'state', 'events', 'failures', 'paused until'],
    deliveryHead: ['delivery', 'event', 'merchant application', 'state', 'attempts', 'created', 'last failure'],
    all: 'all',
    help: `
The events become due at once, in their order, also those that the receiver already has: it acts on an id once. --since also
sends what it missed while it was disabled.`,
  },
  zh: {
    description: '事件的接收方，以及向它们投递的内容。',
    list: '列出接收方，最新的在前。',
    deliveries: '列出向接收方投递的内容，最新的在前。',
    replay: '向接收方重新投递事件：一个、某一时刻以来的，或全部已放弃的。',
    id: '接收方，见 list',
    delivery: '一次投递，见 deliveries',
    state: '只列出该状态的投递',
    limit: '最多列出多少条',
    since: '该时刻以来的全部事件：2026-05-01T12:00:00+08:00，或距今多久：30m、12h、7d',
    failed: '全部已放弃的事件',
    dryRun: '只显示将投递的内容，不投递',
    which: '请指定一次投递、--since 或 --failed，三者选一',
    one: (id: string, type: string) => `已重新投递：${id}（${type}）`,
    wouldOne: (id: string, type: string, state: string) => `将重新投递：${id}（${type}，${state}）`,
    replayed: (count: number) => `已重新投递 ${count} 个事件`,
    wouldReplay: (count: number) => `将重新投递 ${count} 个事件`,
    head: ['接收方', '名称', '地址', '状态', '事件', '连续失败', '暂停至'],
    deliveryHead: ['投递', '事件', '商户应用', '状态', '尝试次数', '创建时间', '最近失败'],
    all: '全部',
    help: `
事件按顺序立即投递，包括接收方已收到的：它对同一个 id 只处理一次。--since 也会投递停用期间错过的事件。`,
  },
});

interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly state: string;
  readonly types: readonly string[] | null;
  readonly failures: number;
  readonly pausedUntil: number | null;
}

interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly authAppId: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly createdAt: number;
  readonly log: readonly { readonly status: number | null; readonly failure: string | null }[];
}

/** `lingpai webhooks`: receivers and deliveries. */
export function webhooksCommand(): Command {
  return targetGroup('webhooks', texts.description, [list(), deliveries(), replay()]);
}

const pathOf = (id: string) => `/v1/webhooks/${encodeURIComponent(id)}`;

interface ListOptions {
  readonly state?: string;
  readonly limit: number;
  readonly json?: boolean;
}

function list(): Command {
  const command = targetCommand('list', texts.list).option(
    '--limit <number>',
    texts.limit,
    countBetween(1, 100_000),
    50,
  );
  return command.action(({ limit, json }: ListOptions) =>
    onTarget(command, async (api) => {
      const found = await readPages<Webhook>(api, '/v1/webhooks', { member: 'webhooks', limit, query: {} });
      if (json) printJson(found);
      else await printTable(texts.head, found.map(webhookCells));
    }),
  );
}

const webhookCells = (one: Webhook): Cell[] => [
  one.id,
  one.name,
  one.url,
  one.state,
  one.types === null ? texts.all : one.types.join(', '),
  one.failures,
  timeOf(one.pausedUntil),
];

function deliveries(): Command {
  const command = targetCommand('deliveries', texts.deliveries)
    .argument('<webhookId>', texts.id)
    .addOption(new Option('--state <state>', texts.state).choices(['pending', 'delivered', 'dead']))
    .option('--limit <number>', texts.limit, countBetween(1, 100_000), 50);
  return command.action((id: string, { state, limit, json }: ListOptions) =>
    onTarget(command, async (api) => {
      const options = { member: 'deliveries', limit, query: { state } };
      const found = await readPages<Delivery>(api, `${pathOf(id)}/deliveries`, options);
      if (json) printJson(found);
      else await printTable(texts.deliveryHead, found.map(deliveryCells));
    }),
  );
}

function deliveryCells({ id, type, authAppId, state, attempts, createdAt, log }: Delivery): Cell[] {
  const { status, failure } = log.at(-1) ?? { status: null, failure: null };
  const last = failure === null ? '' : `${failure}${status === null ? '' : ` ${status}`}`;
  return [id, type, authAppId, state, attempts, timeOf(createdAt), last];
}

interface ReplayOptions {
  readonly since?: number;
  readonly failed?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function replay(): Command {
  const command = targetCommand('replay', texts.replay)
    .argument('<webhookId>', texts.id)
    .argument('[deliveryId]', texts.delivery)
    .option('--since <time>', texts.since, parseInstant)
    .option('--failed', texts.failed)
    .option('--dry-run', texts.dryRun)
    .addHelpText('after', texts.help);
  return command.action((id: string, deliveryId: string | undefined, options: ReplayOptions) =>
    onTarget(command, (api) => {
      const { since, failed = false } = options;
      const given = [deliveryId !== undefined, since !== undefined, failed].filter(Boolean);
      if (given.length !== 1) throw new CommandProblem(texts.which);
      if (deliveryId !== undefined)
        return replayOne(api, `${pathOf(id)}/deliveries/${encodeURIComponent(deliveryId)}`, options);
      return replayMany(api, `${pathOf(id)}/replay`, options);
    }),
  );
}

async function replayOne(api: HubApi, path: string, { dryRun = false, json = false }: ReplayOptions): Promise<void> {
  const delivery = dryRun ? await api.get<Delivery>(path) : await api.post<Delivery>(`${path}/replay`);
  if (json) return printJson({ replayed: 1, sent: !dryRun, delivery });
  print((dryRun ? texts.wouldOne : texts.one)(delivery.id, delivery.type, delivery.state));
}

async function replayMany(api: HubApi, path: string, options: ReplayOptions): Promise<void> {
  const { since, dryRun = false, json = false } = options;
  const which = since === undefined ? { state: 'dead' } : { since };
  const progress = new Progress();
  let [count, cursor]: [number, string | undefined] = [0, undefined];
  try {
    do {
      const body: object = { ...which, dryRun, cursor };
      const page: { replayed: number; next: string | null } = await api.post(path, body);
      count += page.replayed;
      cursor = page.next ?? undefined;
      progress.show(count);
    } while (cursor !== undefined);
  } finally {
    progress.end();
  }
  if (json) printJson({ replayed: count, sent: !dryRun });
  else print((dryRun ? texts.wouldReplay : texts.replayed)(count));
}
