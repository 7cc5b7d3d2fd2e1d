import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { Page } from '../../display/page.js';
import { QueryView } from '../../display/query-view.js';
import { RequireScope } from '../../display/require-scope.js';
import { StateTag } from '../../display/state-tag.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { AuthorizationActions } from './authorization-actions.js';
import { type AuthorizationKey, authorizationQuery } from './authorization-queries.js';
import { Facts } from './facts.js';
import { Methods } from './methods.js';
import { NotificationList } from './notification-list.js';
import { PairList } from './pair-list.js';
import { RawFacts } from './raw-facts.js';
import { RequestList } from './request-list.js';
import { RotationList } from './rotation-list.js';
import { TimelineSection } from './timeline-section.js';
import './authorization-page.css';

export function AuthorizationPage() {
  const { appId = '', authAppId = '' } = useParams({ strict: false });
  return (
    <RequireScope anyOf={['read', 'manage']}>
      <Detail key={`${appId} ${authAppId}`} appId={appId} authAppId={authAppId} />
    </RequireScope>
  );
}

function Detail(of: AuthorizationKey) {
  const text = useAuthorizationText();
  const query = useQuery(authorizationQuery(of));
  const { data: authorization } = query;
  const lead =
    authorization === undefined ? undefined : (
      <>
        <StateTag state={authorization.state} /> · <Link to="/authorizations">{text('back')}</Link>
      </>
    );
  return (
    <Page
      title={authorization?.reference ?? of.authAppId}
      lead={lead}
      actions={authorization === undefined ? undefined : <AuthorizationActions {...authorization} />}
    >
      <QueryView query={query} rows={10}>
        {(found) => (
          <>
            {found.contested ? <Alert type="info" showIcon title={text('contested-banner')} /> : null}
            {found.tampered ? <Alert type="error" showIcon title={text('tampered-banner')} /> : null}
            <div className="authorization">
              <div className="authorization-side">
                <Facts {...found} />
                <Methods {...of} methodsAt={found.methodsAt} />
              </div>
              <div className="authorization-main">
                <TimelineSection {...of} />
                <PairList {...of} />
                <RotationList {...of} />
                <NotificationList {...of} />
                <RequestList {...of} />
                <RawFacts authorization={found} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}
