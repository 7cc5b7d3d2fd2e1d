import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useInviteText } from '../../messages/invite.js';
import { useFilters } from '../../router/use-filters.js';
import { useApplication } from '../../session/applications.js';
import { useMay } from '../../session/session.js';
import { InvitationList } from './invitation-list.js';
import { InvitationPanel } from './invitation-panel.js';
import { NewInvitation } from './new-invitation.js';

export function InvitePage() {
  const text = useInviteText();
  const application = useApplication();
  const [{ link }] = useFilters();
  const mayInvite = useMay('manage');
  return (
    <Page title={text('title')} lead={text('lead')}>
      <RequireScope anyOf={['read', 'manage']}>
        {application === undefined ? null : (
          <>
            {link === undefined ? null : <InvitationPanel key={link} appId={application.appId} linkId={link} />}
            {link === undefined && mayInvite ? (
              <NewInvitation key={application.appId} appId={application.appId} />
            ) : null}
            <InvitationList appId={application.appId} />
          </>
        )}
      </RequireScope>
    </Page>
  );
}
