import type { Application } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Badge } from 'antd';
import { QueryView } from '../../display/query-view.js';
import { Section } from '../../display/section.js';
import { Time } from '../../display/time.js';
import { numberFormat } from '../../language/formats.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import { useApplicationDetails } from '../../session/applications.js';
import { DataTable } from '../../table/data-table.js';
import { statusQuery } from './overview-queries.js';

const day = 86_400_000;

/** Circuit, clock and certificates of each application. */
export function ApplicationHealth() {
  const text = useOverviewText();
  const query = useApplicationDetails();
  return (
    <Section title={text('health-title')} isFlush>
      <QueryView query={query}>
        {(applications) => (
          <DataTable<Application>
            rowKey="appId"
            dataSource={[...applications]}
            columns={[
              {
                title: text('health-application'),
                render: (_, { name, appId, endpoint }) => (
                  <>
                    <div>{name}</div>
                    <span className="code health-endpoint">
                      {appId} · {endpoint.replace(/^https?:\/\//, '')}
                    </span>
                  </>
                ),
              },
              { title: text('health-calls'), render: (_, application) => <Calls {...application} /> },
              { title: text('health-clock'), render: (_, { appId }) => <Clock appId={appId} /> },
              { title: text('health-certificates'), render: (_, application) => <Certificates {...application} /> },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

function Calls({ state, stopped }: Application) {
  const text = useOverviewText();
  if (state === 'disabled') return <Badge status="default" text={text('health-calls-disabled')} />;
  if (stopped === null) return <Badge status="success" text={text('health-calls-ok')} />;
  return <Badge status="error" text={text('health-calls-stopped', { reason: stopped })} />;
}

function Clock({ appId }: { readonly appId: string }) {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const { data } = useQuery(statusQuery);
  const found = data?.applications.find((one) => one.appId === appId);
  if (found === undefined || found.clockOffset === null) {
    return <Badge status="default" text={text('health-clock-unknown')} />;
  }
  const seconds = numberFormat(locale, { maximumFractionDigits: 1 }).format(Math.abs(found.clockOffset) / 1_000);
  return <Badge status={found.isClockSkewed ? 'error' : 'success'} text={text('health-clock-offset', { seconds })} />;
}

function Certificates({ certificates }: Application) {
  const text = useOverviewText();
  const next = certificates.toSorted((a, b) => a.expiresAt - b.expiresAt)[0];
  if (next === undefined) return text('health-certificates-none');
  const left = next.expiresAt - Date.now();
  const status = left < 0 ? 'error' : left < 30 * day ? 'warning' : 'success';
  const [before, after] = text('health-certificates-until', { date: '\n' }).split('\n');
  return (
    <Badge
      status={status}
      text={
        <>
          {before}
          <Time at={next.expiresAt} show="date" />
          {after}
        </>
      }
    />
  );
}
