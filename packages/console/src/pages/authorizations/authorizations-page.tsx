import { EmptyState } from '../../display/empty-state.js';
import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useAuthorizationsText } from '../../messages/authorizations.js';
import { useApplication } from '../../session/applications.js';
import { AuthorizationList } from './authorization-list.js';
import { JobProgress } from './job-progress.js';
import './authorizations-page.css';

export function AuthorizationsPage() {
  const text = useAuthorizationsText();
  const application = useApplication();
  return (
    <Page title={text('title')}>
      <RequireScope anyOf={['read', 'manage']}>
        {application === undefined ? (
          <EmptyState title={text('empty-title')} hint={text('empty-hint')} />
        ) : (
          <AuthorizationList key={application.appId} appId={application.appId} />
        )}
        <JobProgress />
      </RequireScope>
    </Page>
  );
}
