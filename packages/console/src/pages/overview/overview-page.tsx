import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../display/empty-state.js';
import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useOverviewText } from '../../messages/overview.js';
import { useApplication } from '../../session/applications.js';
import { ApplicationHealth } from './application-health.js';
import { AttentionSection } from './attention-section.js';
import { DeadlineSection } from './deadline-section.js';
import { RateSection } from './rate-section.js';
import { StateCounts } from './state-counts.js';
import './overview-page.css';

export function OverviewPage() {
  const text = useOverviewText();
  const application = useApplication();
  const content =
    application === undefined ? (
      <EmptyState
        title={text('no-application-title')}
        hint={text('no-application-hint')}
        action={<Link to="/settings">{text('no-application-action')}</Link>}
      />
    ) : (
      <>
        <AttentionSection appId={application.appId} />
        <StateCounts appId={application.appId} />
        <div className="overview-charts">
          <DeadlineSection appId={application.appId} />
          <RateSection appId={application.appId} />
        </div>
        <ApplicationHealth />
      </>
    );
  return (
    <Page title={text('title')}>
      <RequireScope anyOf={['read', 'manage']}>{content}</RequireScope>
    </Page>
  );
}
