import type { Activity } from '@lingpai/hub-client/types';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { hub } from '../../api/hub.js';
import { EmptyState } from '../../display/empty-state.js';
import { Time } from '../../display/time.js';
import { useActivityText } from '../../messages/activity.js';
import { useFilters } from '../../router/use-filters.js';
import { useApplications } from '../../session/applications.js';
import { CursorTable } from '../../table/cursor-table.js';
import { type ActivityFilter, isFiltered, noFilters } from './activity-filter.js';
import { KindIcon, useActivityName } from './activity-name.js';
import { Verdict } from './activity-verdict.js';
import { Took } from './took.js';

/** What happened, newest first; what comes while one looks on is marked for a moment. */
export function ActivityList({ filter }: { readonly filter: ActivityFilter }) {
  const text = useActivityText();
  const [search, setFilters] = useFilters();
  const openedAt = useRef(Date.now());
  const key = JSON.stringify([filter, search.cursor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins anew
  useEffect(() => {
    openedAt.current = Date.now();
  }, [key]);
  const empty = isFiltered(search) ? (
    <EmptyState
      title={text('empty-filtered')}
      action={<Button onClick={() => setFilters(noFilters)}>{text('clear')}</Button>}
    />
  ) : (
    <EmptyState title={text('empty-title')} hint={text('empty-hint')} />
  );
  return (
    <CursorTable<Activity>
      name={text('title')}
      queryKey={['activity', 'list', filter]}
      read={async ({ cursor, signal }) => {
        const { activity: rows, next } = await hub.activity.list({ ...filter, cursor }, { signal });
        return { rows, next };
      }}
      rowKey="id"
      rowClassName={({ at }) => (at > openedAt.current ? 'activity-new' : '')}
      empty={empty}
      columns={[
        {
          key: 'at',
          title: text('column-at'),
          responsive: ['md'],
          render: (_, { at }) => <Time at={at} show="second" />,
        },
        { key: 'what', title: text('column-what'), render: (_, one) => <What {...one} /> },
        { key: 'verdict', title: text('column-verdict'), render: (_, one) => <Verdict {...one} /> },
        {
          key: 'merchant',
          title: text('column-merchant'),
          responsive: ['md'],
          render: (_, one) => <Merchant {...one} />,
        },
        ...(filter.appId === undefined
          ? [
              {
                key: 'application',
                title: text('column-application'),
                render: (_: unknown, { appId }: Activity) => <ApplicationName appId={appId} />,
              },
            ]
          : []),
        {
          key: 'took',
          title: text('column-duration'),
          align: 'right',
          responsive: ['lg'],
          render: (_, { kind, at, settledAt }) =>
            kind === 'notification' || settledAt === null ? '–' : <Took milliseconds={settledAt - at} />,
        },
      ]}
    />
  );
}

function What(one: Activity) {
  const nameOf = useActivityName();
  const { id, kind, name, at } = one;
  return (
    <div className="activity-what">
      <KindIcon kind={kind} />
      <div>
        <Link to="." search={(before) => ({ ...before, entry: id })} className="activity-name">
          {nameOf(one)}
        </Link>
        {kind === 'notification' && name !== null ? <div className="activity-note code">{name}</div> : null}
        <div className="activity-narrow">
          <Time at={at} show="second" />
          <Merchant {...one} />
        </div>
      </div>
    </div>
  );
}

function Merchant({ appId, authAppId, kind }: Activity) {
  const text = useActivityText();
  if (authAppId === null) {
    return (
      <span className="activity-note">{kind === 'operation' ? text('several-merchants') : text('no-merchant')}</span>
    );
  }
  return (
    <Link to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }} className="code">
      {authAppId}
    </Link>
  );
}

function ApplicationName({ appId }: Pick<Activity, 'appId'>) {
  const applications = useApplications();
  return applications.find((one) => one.appId === appId)?.name ?? appId;
}
