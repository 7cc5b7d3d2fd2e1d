import type { Authorization } from '@lingpai/hub-client/types';
import { useState } from 'react';
import { EmptyState } from '../../display/empty-state.js';
import { LinkButton } from '../../display/link-button.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useFilters } from '../../router/use-filters.js';
import { ColumnChooser } from '../../table/column-chooser.js';
import { CursorTable } from '../../table/cursor-table.js';
import { useColumns } from '../../table/use-columns.js';
import { columnNames, initialColumns, useAuthorizationColumns } from './authorization-columns.js';
import { filterOf, isFiltered } from './authorization-filter.js';
import { BulkActions } from './bulk-actions.js';
import { CsvButton } from './csv-button.js';
import { FilterBar } from './filter-bar.js';
import { authorizationsKey, readAuthorizations } from './read-authorizations.js';

/** The authorizations of an application: filters, bulk actions and the table. */
export function AuthorizationList({ appId }: { readonly appId: string }) {
  const text = useAuthorizationsText();
  const [search] = useFilters();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [names, chooseNames] = useColumns('authorizations', columnNames, initialColumns);
  const columns = useAuthorizationColumns(names);
  const filter = filterOf(search, Date.now());
  const { q } = search;
  const empty = isFiltered(search) ? (
    <EmptyState title={text('empty-filtered')} />
  ) : (
    <EmptyState
      title={text('empty-title')}
      hint={text('empty-hint')}
      action={<LinkButton to="/invite">{text('empty-action')}</LinkButton>}
    />
  );
  return (
    <>
      <FilterBar />
      <div className="list-tools">
        <BulkActions
          appId={appId}
          chosen={chosen}
          filter={filter}
          isSearch={q !== undefined}
          onStarted={() => setChosen([])}
        />
        <div className="selection">
          <CsvButton appId={appId} filter={filter} text={q} />
          <ColumnChooser
            columns={columnNames.map((value) => ({ value, label: text(`column-${value}`) }))}
            chosen={names}
            onChoose={chooseNames}
          />
        </div>
      </div>
      <CursorTable<Authorization>
        name={text('title')}
        queryKey={authorizationsKey({ appId, search })}
        read={({ cursor, signal }) => readAuthorizations({ appId, filter, text: q, cursor, signal })}
        rowKey="authAppId"
        columns={columns}
        rowSelection={{
          selectedRowKeys: [...chosen],
          preserveSelectedRowKeys: true,
          onChange: (keys) => setChosen(keys.map(String)),
          getCheckboxProps: ({ reference, authAppId }) => ({ 'aria-label': reference ?? authAppId }),
        }}
        empty={empty}
      />
    </>
  );
}
