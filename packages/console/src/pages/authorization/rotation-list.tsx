import type { AuthorizationsHistoryResponse } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { Copyable } from '../../display/copyable.js';
import { EmptyState } from '../../display/empty-state.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { DataTable } from '../../table/data-table.js';
import { useReason } from '../activity/activity-verdict.js';
import { type AuthorizationKey, historyQuery } from './authorization-queries.js';

type Rotation = AuthorizationsHistoryResponse['operations'][number];
const outcomes = ['started', 'received', 'applied', 'failed', 'unknown'] as const;
const badges = {
  started: 'processing',
  received: 'processing',
  applied: 'success',
  failed: 'error',
  unknown: 'warning',
} as const;

/** Every attempt to rotate, with Alipay's trace id. */
export function RotationList(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const reasonText = useReason();
  const query = useQuery(historyQuery(of));
  return (
    <Section title={text('rotations-title')} isFlush>
      <QueryView query={query}>
        {({ operations }) => (
          <DataTable<Rotation>
            rowKey="id"
            dataSource={[...operations]}
            locale={{ emptyText: <EmptyState title={text('rotations-empty')} /> }}
            columns={[
              { title: text('rotation-at'), render: (_, { startedAt }) => <Time at={startedAt} show="second" /> },
              { title: text('rotation-state'), render: (_, rotation) => <Outcome {...rotation} /> },
              {
                title: text('rotation-reason'),
                render: (_, { reason }) => (reason === null ? '–' : reasonText(reason)),
              },
              {
                title: text('rotation-trace'),
                render: (_, { traceId }) => (traceId === null ? '–' : <Copyable value={traceId} />),
              },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

function Outcome({ state, failureCode }: Rotation) {
  const text = useAuthorizationText();
  const outcome = outcomes.find((one) => one === state) ?? 'unknown';
  const code = failureCode === null ? '' : ` · ${failureCode}`;
  return <Badge status={badges[outcome]} text={text(`outcome-${outcome}`) + code} />;
}
