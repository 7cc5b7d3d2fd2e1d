import type { Activity } from '@lingpai/hub-client/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { Fact, FactList } from '../../display/fact.js';
import { LinkButton } from '../../display/link-button.js';
import { Opening } from '../../display/opening.js';
import { QueryView } from '../../display/query-view.js';
import { SidePanel } from '../../display/side-panel.js';
import { Time } from '../../display/time.js';
import { useActivityText } from '../../messages/activity.js';
import { useFilters } from '../../router/use-filters.js';
import { noFilters } from './activity-filter.js';
import { useActivityName } from './activity-name.js';
import { useReason, VerdictTag } from './activity-verdict.js';
import { Took } from './took.js';

/** One entry at `?entry=…`: what its verdict means, and what support asks for. */
export function ActivityDrawer() {
  const [{ entry }, setFilters] = useFilters();
  return (
    <Opening of={entry} onClose={() => setFilters({ entry: undefined })}>
      {(activityId) => <EntryPanel activityId={activityId} />}
    </Opening>
  );
}

function EntryPanel({ activityId }: { readonly activityId: string }) {
  const text = useActivityText();
  const nameOf = useActivityName();
  const query = useQuery({
    queryKey: ['activity', 'entry', activityId],
    queryFn: ({ signal }) => hub.activity.get({ activityId }, { signal }),
  });
  const { data } = query;
  return (
    <SidePanel title={data === undefined ? text('title') : nameOf(data)} size={480}>
      <QueryView query={query} rows={8}>
        {(one) => <Entry {...one} />}
      </QueryView>
    </SidePanel>
  );
}

function Entry(one: Activity) {
  const text = useActivityText();
  const reasonText = useReason();
  const { kind, verdict, name, appId, authAppId, at, settledAt, reason, alipayCode, traceId, notifyId, id } = one;
  const isOperation = kind === 'operation';
  const means = verdict === 'failed' ? text(`means-failed-${kind}`) : text(`means-${verdict}`);
  const settled = isOperation && settledAt !== null;
  return (
    <div className="activity-entry">
      <div>
        <VerdictTag verdict={verdict} />
        <p>{means}</p>
      </div>
      <FactList>
        <Fact name={isOperation ? text('detail-at') : text('detail-arrived')}>
          <Time at={at} show="second" />
        </Fact>
        <Fact name={text('detail-settled')}>{settled ? <Time at={settledAt} show="second" /> : null}</Fact>
        <Fact name={text('column-duration')}>{settled ? <Took milliseconds={settledAt - at} /> : null}</Fact>
        <Fact name={text('detail-why')}>{reason === null ? null : reasonText(reason)}</Fact>
        <Fact name={text('detail-code')}>{alipayCode === null ? null : <Copyable value={alipayCode} />}</Fact>
        <Fact name={text('detail-type')}>
          {isOperation || name === null ? null : <span className="code">{name}</span>}
        </Fact>
        <Fact name="notify_id">{notifyId === null ? null : <Copyable value={notifyId} />}</Fact>
        <Fact name={text('detail-trace')}>{traceId === null ? null : <TraceId traceId={traceId} />}</Fact>
        <Fact name={text('column-merchant')}>{authAppId === null ? null : <Copyable value={authAppId} />}</Fact>
        <Fact name={text('detail-id')}>
          <Copyable value={id} />
        </Fact>
      </FactList>
      {authAppId === null ? null : (
        <div className="activity-entry-links">
          <LinkButton type="primary" to="/authorizations/$appId/$authAppId" params={{ appId, authAppId }}>
            {text('detail-open')}
          </LinkButton>
          <Link to="/activity" search={{ ...noFilters, app: appId, authAppId }}>
            {text('detail-same')}
          </Link>
        </div>
      )}
    </div>
  );
}

function TraceId({ traceId }: { readonly traceId: string }) {
  const text = useActivityText();
  return (
    <>
      <Copyable value={traceId} />
      <div className="activity-note">{text('detail-trace-hint')}</div>
    </>
  );
}
