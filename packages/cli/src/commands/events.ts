import type { Command } from 'commander';
import type { HubEvent } from '../hub/follow-events.js';
import { onTarget, targetCommand, targetGroup } from '../hub/target.js';
import { localized } from '../language/localized.js';
import { commaList } from '../process/parse-count.js';
import { parseInstant } from '../process/parse-instant.js';
import { print, shown } from '../process/print.js';
import { timeText } from '../process/print-table.js';
import { untilStopped } from '../process/until-stopped.js';

const texts = localized({
  en: {
    description: 'What happened at the hub: authorizations, trades, links, webhooks.',
    tail: 'Print events as they happen, until Ctrl-C. A connection that is lost is made again, and no event is left out.',
    app: 'only events of this application',
    authAppId: 'only events of this merchant application',
    reference: 'only events of merchants with this reference',
    types: 'only these types, with commas between, such as trade.updated,authorization.cancelled',
    since: 'begin with the first event since then: 2026-05-01T12:00:00+08:00, or how long ago: 30m, 12h, 7d',
    cursor: 'begin behind the event that was printed with this cursor',
    json: 'print one line of JSON for each event, with the cursor to go on from',
    lost: 'the connection is lost; trying again …\n',
    again: 'connected again\n',
    goOn: (cursor: string) => `to go on behind the last event: --cursor ${cursor}\n`,
    help: `
Act on the id of an event once. Exit codes: 0 stopped by Ctrl-C or SIGTERM; 1 wrong usage; 2 the hub refused; 3 no response at
the first attempt.`,
  },
  zh: {
    description: '令牌中心发生的事件：授权、交易、链接、webhook。',
    tail: '实时输出事件，直到 Ctrl-C。连接断开后自动重连，不会遗漏事件。',
    app: '只输出该应用的事件',
    authAppId: '只输出该商户应用的事件',
    reference: '只输出该标识的商户的事件',
    types: '只输出这些类型，用逗号分隔，如 trade.updated,authorization.cancelled',
    since: '从该时刻起的第一个事件开始：2026-05-01T12:00:00+08:00，或距今多久：30m、12h、7d',
    cursor: '从带有该 cursor 的事件之后开始',
    json: '每个事件输出一行 JSON，含用于继续的 cursor',
    lost: '连接已断开，正在重试……\n',
    again: '已重新连接\n',
    goOn: (cursor: string) => `从最后一个事件之后继续：--cursor ${cursor}\n`,
    help: `
同一事件的 id 只处理一次。退出码：0 由 Ctrl-C 或 SIGTERM 停止；1 用法错误；2 令牌中心拒绝；3 首次连接没有响应。`,
  },
});

interface TailOptions {
  readonly app?: string;
  readonly authAppId?: string;
  readonly reference?: string;
  readonly types?: readonly string[];
  readonly since?: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

/** `lingpai events`: what happened. */
export function eventsCommand(): Command {
  return targetGroup('events', texts.description, [tail()]);
}

function tail(): Command {
  const command = targetCommand('tail', texts.tail, texts.json)
    .option('--app <appId>', texts.app)
    .option('--auth-app-id <id>', texts.authAppId)
    .option('--reference <text>', texts.reference)
    .option('--types <list>', texts.types, commaList)
    .option('--since <time>', texts.since, parseInstant)
    .option('--cursor <cursor>', texts.cursor)
    .addHelpText('after', texts.help);
  return command.action(({ app, authAppId, reference, types = [], since, cursor, json = false }: TailOptions) =>
    onTarget(command, async (api) => {
      const { followEvents } = await import('../hub/follow-events.js');
      const stopping = new AbortController();
      void untilStopped().then(() => stopping.abort());
      const given = Object.entries({ appId: app, authAppId, reference });
      const filter = Object.fromEntries(
        given.flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])),
      );
      let last: string | undefined;
      await followEvents(api, {
        filter: { ...filter, type: types },
        since,
        cursor,
        signal: stopping.signal,
        onEvent(event, at) {
          last = at;
          print(json ? JSON.stringify({ cursor: at, ...event }) : line(event));
        },
        onConnection: (state) => process.stderr.write(texts[state]),
      });
      if (last !== undefined && !json) process.stderr.write(texts.goOn(last));
    }),
  );
}

function line({ type, timestamp, authAppId, reference, data }: HubEvent): string {
  const about = [authAppId, reference].filter((part) => part !== null).map((part) => shown(part));
  const details = Object.keys(data).length === 0 ? [] : [shown(JSON.stringify(data), 300)];
  return [timeText(new Date(timestamp)), type.padEnd(28), ...about, ...details].join('  ').trimEnd();
}
