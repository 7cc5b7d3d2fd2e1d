import type { DocumentChange, DocumentDiff } from '@lingpai/alipay/generator';

const signs = { added: '+', removed: '-', changed: '~' } as const;
const breaks = '  ! breaks callers';

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
      `~ ${operation ?? 'every operation'}`,
      ...some.map((change) => `    ${lineOf(change)}`),
    ]),
    summaryText(summary),
  ].join('\n');
}

const mark = ({ breaking }: DocumentChange): string => (breaking ? breaks : '');

function lineOf(change: DocumentChange): string {
  const { kind, subject, field, code, detail } = change;
  const what = subject === 'operation' ? '' : `${subject}${code === undefined ? '' : ` ${code}`}`;
  const words = [signs[kind], what, field ?? '', detail === undefined ? '' : what === '' ? detail : `(${detail})`];
  return `${words.filter((word) => word !== '').join(' ')}${mark(change)}`;
}

function summaryText({ added, removed, changed, breaking }: DocumentDiff['summary']): string {
  const operations = `${added} ${added === 1 ? 'operation' : 'operations'} added, ${removed} removed, ${changed} changed`;
  if (breaking === 0) return `${operations}; nothing breaks callers`;
  return `${operations}; ${breaking} ${breaking === 1 ? 'change breaks' : 'changes break'} callers`;
}
