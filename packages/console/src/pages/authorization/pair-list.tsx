import type { AuthorizationsHistoryResponse } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { Deadline } from '../../display/deadline.js';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { DataTable } from '../../table/data-table.js';
import { type AuthorizationKey, historyQuery } from './authorization-queries.js';

type Pair = AuthorizationsHistoryResponse['pairs'][number];
const sources = ['code', 'notification', 'rotation', 'import'] as const;
const fingerprintLength = 16;

/** The token pairs: what names them and when they expire, never a token. */
export function PairList(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const query = useQuery(historyQuery(of));
  const sourceText = (given: string) => {
    const source = sources.find((one) => one === given);
    return source === undefined ? given : text(`source-${source}`);
  };
  return (
    <Section title={text('pairs-title')} isFlush>
      <QueryView query={query}>
        {({ pairs }) => (
          <DataTable<Pair>
            rowKey="id"
            dataSource={[...pairs]}
            columns={[
              { title: text('pair-state'), render: (_, pair) => <PairState {...pair} /> },
              {
                title: text('pair-fingerprint'),
                render: (_, { fingerprint }) => <span className="code">{fingerprint.slice(0, fingerprintLength)}</span>,
              },
              { title: text('pair-source'), render: (_, { source }) => sourceText(source) },
              { title: text('pair-obtained'), render: (_, { obtainedAt }) => <Time at={obtainedAt} /> },
              {
                title: text('pair-deadline'),
                render: (_, { refreshDeadline }) =>
                  refreshDeadline === null ? '–' : <Deadline at={refreshDeadline} />,
              },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

function PairState({ current, verdict, quarantined }: Pair) {
  const text = useAuthorizationText();
  if (quarantined) return <Badge status="error" text={text('pair-quarantined')} />;
  const said = verdict === null ? '' : ` · ${text(`pair-${verdict}`)}`;
  return (
    <Badge status={current ? 'success' : 'default'} text={text(current ? 'pair-current' : 'pair-superseded') + said} />
  );
}
