import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useUnassignedText } from '../../messages/unassigned.js';
import { useApplication } from '../../session/applications.js';
import { UnassignedList } from './unassigned-list.js';

export function UnassignedPage() {
  const text = useUnassignedText();
  const application = useApplication();
  return (
    <Page title={text('title')} lead={text('lead')}>
      <RequireScope anyOf={['read', 'manage']}>
        {application === undefined ? null : <UnassignedList appId={application.appId} />}
      </RequireScope>
    </Page>
  );
}
