import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useActivityText } from '../../messages/activity.js';
import { useFilters } from '../../router/use-filters.js';
import { useApplication } from '../../session/applications.js';
import { useMay } from '../../session/session.js';
import { ActivityDrawer } from './activity-drawer.js';
import { filterOf } from './activity-filter.js';
import { ActivityFilters } from './activity-filters.js';
import { ActivityList } from './activity-list.js';
import { LiveControl, NotLive } from './live-control.js';
import './activity-page.css';

export function ActivityPage() {
  const text = useActivityText();
  const application = useApplication();
  const [search] = useFilters();
  const filter = filterOf(search, application?.appId, Date.now());
  const isLive = search.cursor === undefined && filter.until === undefined;
  // The stream of events needs another scope than the list.
  const live = useMay('read') ? isLive ? <LiveControl appId={filter.appId} /> : <NotLive /> : undefined;
  return (
    <Page title={text('title')} lead={text('lead')} actions={live}>
      <RequireScope anyOf={['read', 'manage']}>
        <ActivityFilters />
        <ActivityList filter={filter} />
        <ActivityDrawer />
      </RequireScope>
    </Page>
  );
}
