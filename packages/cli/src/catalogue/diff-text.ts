import type { DocumentChange, DocumentDiff } from '@lingpai/alipay/generator';
import { localized } from '../language/localized.js';
import { chineseDetail } from './chinese-detail.js';

type Subject = DocumentChange['subject'];

interface DiffTexts {
  readonly breaks: string;
  readonly everyOperation: string;
  readonly subjects: Readonly<Record<Exclude<Subject, 'operation'>, string>>;
  readonly detail: (subject: Subject, detail: string) => string;
  /** The detail of a field. */
  readonly aside: (detail: string) => string;
  readonly summary: (summary: DocumentDiff['summary']) => string;
}

const texts = localized<DiffTexts>({
  en: {
    breaks: 'breaks callers',
    everyOperation: 'every operation',
    subjects: { request: 'request', response: 'response', 'error code': 'error code' },
    detail: (_subject, detail) => detail,
    aside: (detail) => ` (${detail})`,
    summary: ({ added, removed, changed, breaking }) => {
      const operations = `${added} ${added === 1 ? 'operation' : 'operations'} added, ${removed} removed, ${changed} changed`;
      if (breaking === 0) return `${operations}; nothing breaks callers`;
      return `${operations}; ${breaking} ${breaking === 1 ? 'change breaks' : 'changes break'} callers`;
    },
  },
  zh: {
    breaks: '影响调用方',
    everyOperation: '所有接口',
    subjects: { request: '请求字段', response: '响应字段', 'error code': '错误码' },
    detail: chineseDetail,
    aside: (detail) => `（${detail}）`,
    summary: ({ added, removed, changed, breaking }) => {
      const operations = `新增 ${added} 个接口，移除 ${removed} 个，变更 ${changed} 个`;
      return `${operations}；${breaking === 0 ? '没有影响调用方的变化' : `${breaking} 处变化影响调用方`}`;
    },
  },
});

const signs = { added: '+', removed: '-', changed: '~' } as const;

/** The differences between two documents for a terminal: operations that came and went, then the changed ones with what changed. */
export function diffText({ from, to, summary, changes }: DocumentDiff): string {
  const whole = changes.filter(({ subject, kind }) => subject === 'operation' && kind !== 'changed');
  const groups = new Map<string | null, DocumentChange[]>();
  for (const change of changes) {
    if (whole.includes(change)) continue;
    groups.set(change.operation, [...(groups.get(change.operation) ?? []), change]);
  }
  return [
    `${from.title}, ${from.version} → ${to.title}, ${to.version}`,
    ...whole.map((change) => `${signs[change.kind]} ${change.operation}  ${change.detail}${mark(change)}`),
    ...[...groups].flatMap(([operation, some]) => [
      `~ ${operation ?? texts.everyOperation}`,
      ...some.map((change) => `    ${signs[change.kind]} ${lineOf(change)}${mark(change)}`),
    ]),
    texts.summary(summary),
  ].join('\n');
}

const mark = ({ breaking }: DocumentChange): string => (breaking ? `  ! ${texts.breaks}` : '');

function lineOf({ subject, field, code, detail }: DocumentChange): string {
  const shown = detail === undefined ? '' : texts.detail(subject, detail);
  if (subject === 'operation') return shown;
  return `${texts.subjects[subject]} ${code ?? field ?? ''}${shown === '' ? '' : texts.aside(shown)}`;
}
