import type { PageLanguage } from '../pages/page-language.js';
import type { AlertChange, AlertRow } from './alert-table.js';
import { type FrameText, frameTexts, kindTexts } from './alert-text.js';
import type { ChannelKind } from './channel-table.js';

/** A message for people, for every kind of channel. */
export interface AlertText {
  readonly title: string;
  readonly markdown: string;
  readonly plain: string;
  readonly severity: 'critical' | 'warning' | 'resolved';
}

/** An alert, and what became of it. */
export interface AlertNews {
  readonly alert: Pick<AlertRow, 'kind' | 'severity' | 'details' | 'opened_at'>;
  readonly change: AlertChange;
}

/** Bytes of text that a message may have: WeCom takes 4,096, DingTalk 20,000, a request to Feishu 20 KB. */
const budgets: Readonly<Record<ChannelKind, number>> = {
  wecom: 3_600,
  dingtalk: 15_000,
  feishu: 12_000,
  email: 200_000,
};

/** One message about all of the news: robots take few messages a minute. What does not fit is counted. */
export function renderAlerts(kind: ChannelKind, language: PageLanguage, news: readonly AlertNews[]): AlertText {
  const frame = frameTexts[language];
  const sorted = [...news].sort((one, other) => rank(one) - rank(other));
  const open = sorted.filter(({ change }) => change !== 'resolved');
  const entries = fitting(
    sorted.map((one) => entryOf(frame, language, one)),
    budgets[kind],
  );
  const rest = sorted.length - entries.length;
  const last = rest === 0 ? [] : [frame.more(rest)];
  return {
    title: frame.title(open.length, sorted.length - open.length),
    markdown: [...entries.map((lines) => markdownOf(lines)), ...last].join('\n\n'),
    plain: [...entries.map((lines) => lines.join('\n')), ...last].join('\n\n'),
    severity:
      open.length === 0 ? 'resolved' : open.some(({ alert }) => alert.severity === 'critical') ? 'critical' : 'warning',
  };
}

export function renderTest(language: PageLanguage): AlertText {
  const { title, body } = frameTexts[language].test;
  return { title, markdown: body, plain: body, severity: 'warning' };
}

/** Critical ones first, resolved ones last. */
const rank = ({ alert, change }: AlertNews) => (change === 'resolved' ? 2 : alert.severity === 'critical' ? 0 : 1);

function entryOf(frame: FrameText, language: PageLanguage, { alert, change }: AlertNews): string[] {
  const { what, action } = kindTexts[language][alert.kind];
  const details: Readonly<Record<string, unknown>> = JSON.parse(alert.details);
  const first = `[${frame.severities[alert.severity]}] ${frame.changes[change]}${fill(what, details)}`;
  const since = `${frame.since}${beijingTime(alert.opened_at)}`;
  return change === 'resolved' ? [first, since] : [first, since, `${frame.action}${action}`];
}

const fill = (text: string, details: Readonly<Record<string, unknown>>) =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => plainText(String(details[name] ?? '?')));

/**
 * A detail that a caller chose: what formats, links or mentions in a robot's message becomes its full-width twin, and takes
 * one line of at most 100 characters.
 */
function plainText(text: string): string {
  return [...text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ')]
    .slice(0, 100)
    .join('')
    .replaceAll(/[<>[\]()*`~@#\\|!]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}

/** UTC+8, which Alipay's times are in. */
const beijingTime = (at: number) =>
  `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} UTC+8`;

const markdownOf = ([first = '', ...more]: readonly string[]) => [`**${first}**`, ...more].join('\n\n> ');

function fitting(entries: readonly string[][], budget: number): string[][] {
  let used = 0;
  return entries.filter((lines) => {
    used += Buffer.byteLength(markdownOf(lines)) + 2;
    return used <= budget;
  });
}
