import { Alert, Button, Checkbox, Grid, type TableProps } from 'antd';
import { useState } from 'react';
import { useBulkInviteText } from '../../../messages/bulk-invite.js';
import { DataTable } from '../../../table/data-table.js';
import type { CsvText } from './csv-source.js';
import { type Column, columns, type InvitationRow, isFaulty } from './invitation-row.js';
import type { InvitationFile } from './read-rows.js';

interface RowPreviewProps {
  readonly source: CsvText;
  readonly file: InvitationFile;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

/** What the file asks for, and what is wrong with it, before anything is sent. */
export function RowPreview({ source, file: { rows, ignored }, onSend, onBack }: RowPreviewProps) {
  const text = useBulkInviteText();
  const faulty = rows.filter(isFaulty).length;
  const [isFaultyOnly, setIsFaultyOnly] = useState(faulty > 0);
  const right = rows.length - faulty;
  const from =
    source.encoding === undefined ? source.name : text('read-as', { name: source.name, encoding: source.encoding });
  const notes = [from, ...(ignored.length === 0 ? [] : [text('ignored', { names: ignored.join(', ') })])].join(' · ');
  return (
    <div className="csv-rows">
      {faulty === 0 ? (
        <Alert type="success" showIcon title={text('all-right', { count: rows.length })} description={notes} />
      ) : (
        <Alert
          type="error"
          showIcon
          title={text('some-wrong', { faulty, count: rows.length })}
          description={
            <>
              <div>{text('some-wrong-hint', { faulty })}</div>
              <div>{notes}</div>
            </>
          }
        />
      )}
      {faulty === 0 ? null : (
        <Checkbox checked={isFaultyOnly} onChange={({ target }) => setIsFaultyOnly(target.checked)}>
          {text('faulty-only')}
        </Checkbox>
      )}
      <RowTable rows={isFaultyOnly ? rows.filter(isFaulty) : rows} />
      <div className="csv-buttons">
        <Button type="primary" disabled={right === 0} onClick={onSend}>
          {text(faulty === 0 ? 'create' : 'create-without', { count: right })}
        </Button>
        <Button onClick={onBack}>{text('another')}</Button>
      </div>
    </div>
  );
}

function RowTable({ rows }: { readonly rows: readonly InvitationRow[] }) {
  const text = useBulkInviteText();
  // On a phone, what is wrong stands below the reference: the other columns would be out of sight.
  const isWide = Grid.useBreakpoint().md ?? innerWidth >= 768;
  const used = columns.filter(
    (column) => column === 'reference' || (isWide && rows.some(({ cells }) => cells[column] !== '')),
  );
  const shown: TableProps<InvitationRow>['columns'] = [
    {
      key: 'row',
      title: text('row'),
      align: 'right',
      width: 64,
      render: (_, { number, hasTooMany }) => (
        <>
          {number}
          {hasTooMany ? <div className="csv-fault">{text('row-too-many')}</div> : null}
        </>
      ),
    },
    ...used.map((column) => ({
      key: column,
      title: text(`column-${column}`),
      render: (_: unknown, row: InvitationRow) => <Cell row={row} column={column} isAlone={!isWide} />,
    })),
  ];
  return (
    <section className="csv-table" aria-label={text('preview')}>
      <DataTable<InvitationRow>
        rowKey="number"
        dataSource={[...rows]}
        columns={shown}
        rowClassName={(row) => (isFaulty(row) ? 'csv-faulty' : '')}
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false, size: 'small' } : false}
      />
    </section>
  );
}

interface CellProps {
  readonly row: InvitationRow;
  readonly column: Column;
  /** Whether it also says what is wrong with the other cells of the row. */
  readonly isAlone: boolean;
}

/** What is in a cell, and what is wrong with it. */
function Cell({ row: { cells, faults }, column, isAlone }: CellProps) {
  const text = useBulkInviteText();
  const shown = faults.filter((fault) => isAlone || fault.column === column);
  return (
    <>
      {cells[column] !== '' ? (
        <span className="csv-cell">{cells[column]}</span>
      ) : shown.length > 0 ? null : (
        <span className="csv-default">{text('at-default')}</span>
      )}
      {shown.map(({ column: where, code, value }) => (
        <div key={`${where} ${code}`} className="csv-fault">
          {where === column ? null : `${text(`column-${where}`)}: `}
          {text(`cell-${code}`, { value })}
        </div>
      ))}
    </>
  );
}
