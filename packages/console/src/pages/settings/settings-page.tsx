import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useSettingsText } from '../../messages/settings.js';
import { useSession } from '../../session/session.js';
import { ApplicationSection } from './application-section.js';
import { AuditSection } from './audit-section.js';
import { ChannelSection } from './channel-section.js';
import { MasterKeySection } from './master-key-section.js';
import { RetentionSection } from './retention-section.js';
import { SessionSection } from './session-section.js';
import './settings-page.css';

export function SettingsPage() {
  const text = useSettingsText();
  const { appIds } = useSession();
  return (
    <Page title={text('title')} lead={text('lead')}>
      <RequireScope anyOf={['manage']}>
        <ApplicationSection />
        {appIds === null ? (
          <>
            <ChannelSection />
            <SessionSection />
            <MasterKeySection />
            <AuditSection />
            <RetentionSection />
          </>
        ) : null}
      </RequireScope>
    </Page>
  );
}
