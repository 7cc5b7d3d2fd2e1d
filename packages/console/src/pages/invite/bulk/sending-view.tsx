import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Progress, type TableProps } from 'antd';
import { Copyable } from '../../../display/copyable.js';
import { useProblemText } from '../../../display/use-problem-text.js';
import { useBulkInviteText } from '../../../messages/bulk-invite.js';
import { DataTable } from '../../../table/data-table.js';
import { InvitationState } from '../invitation-state.js';
import type { InvitationRow } from './invitation-row.js';
import type { RowOutcome } from './send-rows.js';
import { useResultFile } from './use-result-file.js';
import type { Sending } from './use-sending.js';

interface SendingViewProps {
  readonly appId: string;
  /** Those that are sent. */
  readonly rows: readonly InvitationRow[];
  readonly sending: Sending;
  readonly onBack: () => void;
}

/** How far an upload is, and the links of its rows. */
export function SendingView({ appId, rows, sending, onBack }: SendingViewProps) {
  const text = useBulkInviteText();
  const problemText = useProblemText();
  const download = useResultFile(appId, rows, sending.outcomes);
  const { outcomes, isSending, isStopping, error } = sending;
  const [done, total] = [outcomes.size, rows.length];
  const isDone = done === total;
  const hasRefused = [...outcomes.values()].some(({ kind }) => kind === 'refused');
  const state = isSending ? 'sending' : error !== null ? 'interrupted' : isDone ? 'done' : 'stopped';
  return (
    <div className="csv-rows">
      <div aria-live="polite">
        <Progress
          percent={Math.floor((done / total) * 100)}
          status={state === 'interrupted' ? 'exception' : isSending ? 'active' : isDone ? 'success' : 'normal'}
          aria-label={text(`is-${state}`)}
        />
        <div className="csv-counts">
          <strong>{text(`is-${state}`)}</strong>
          <span>{text('progress', { done, total })}</span>
          <Counts outcomes={[...outcomes.values()]} />
        </div>
      </div>
      {state === 'interrupted' || state === 'stopped' ? (
        <Alert
          type={error === null ? 'info' : 'error'}
          showIcon
          title={error === null ? text('is-stopped') : problemText(error)}
          description={text('interrupted-hint')}
        />
      ) : null}
      <div className="csv-buttons">
        {isSending ? (
          <Button loading={isStopping} onClick={sending.stop}>
            {text('stop')}
          </Button>
        ) : (
          <>
            <Button type="primary" icon={<DownloadOutlined />} disabled={done === 0} onClick={download}>
              {text('download')}
            </Button>
            {isDone && !hasRefused ? null : <Button onClick={sending.send}>{text('continue')}</Button>}
            <Button onClick={onBack}>{text('new-upload')}</Button>
          </>
        )}
      </div>
      <ResultTable rows={rows} sending={sending} />
    </div>
  );
}

function Counts({ outcomes }: { readonly outcomes: readonly RowOutcome[] }) {
  const text = useBulkInviteText();
  return (['created', 'existing', 'refused'] as const).map((kind) => {
    const count = outcomes.filter((outcome) => outcome.kind === kind).length;
    return count === 0 ? null : <span key={kind}>{text(`count-${kind}`, { count })}</span>;
  });
}

function ResultTable({ rows, sending: { outcomes } }: Pick<SendingViewProps, 'rows' | 'sending'>) {
  const text = useBulkInviteText();
  const columns: TableProps<InvitationRow>['columns'] = [
    { key: 'row', title: text('row'), align: 'right', width: 64, dataIndex: 'number' },
    {
      key: 'reference',
      title: text('column-reference'),
      render: (_, { cells }) => <span className="csv-cell">{cells.reference}</span>,
    },
    {
      key: 'result',
      title: text('result'),
      render: (_, { number }) => <Result outcome={outcomes.get(number)} />,
    },
    {
      key: 'link',
      title: text('link'),
      render(_, { number }) {
        const outcome = outcomes.get(number);
        return outcome === undefined || outcome.kind === 'refused' ? null : <Copyable value={outcome.link.page} />;
      },
    },
  ];
  return (
    <section className="csv-table" aria-label={text('results')}>
      <DataTable<InvitationRow>
        rowKey="number"
        dataSource={[...rows]}
        columns={columns}
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false, size: 'small' } : false}
      />
    </section>
  );
}

function Result({ outcome }: { readonly outcome: RowOutcome | undefined }) {
  const text = useBulkInviteText();
  const problemText = useProblemText();
  if (outcome === undefined) return <span className="csv-default">{text('result-waiting')}</span>;
  if (outcome.kind === 'refused') {
    return (
      <>
        {text('result-refused')}
        <div className="csv-fault">{problemText(outcome.error)}</div>
      </>
    );
  }
  if (outcome.kind === 'created') return text('result-created');
  return (
    <span className="csv-counts">
      {text('result-existing')}
      <InvitationState state={outcome.link.state} />
    </span>
  );
}
