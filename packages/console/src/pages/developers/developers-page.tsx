import { ReadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Page } from '../../display/page.js';
import { RequireScope } from '../../display/require-scope.js';
import { useDevelopersText } from '../../messages/developers.js';
import { useApplication } from '../../session/applications.js';
import { useMay } from '../../session/session.js';
import { KeySection } from './key-section.js';
import { RequestLog } from './request-log.js';
import { TryCall } from './try-call.js';
import './developers-page.css';

export function DevelopersPage() {
  const text = useDevelopersText();
  const application = useApplication();
  const mayManage = useMay('manage');
  const mayCall = useMay('proxy');
  const reference = (
    <Button icon={<ReadOutlined />} href="/docs" target="_blank" rel="noopener">
      {text('reference')}
    </Button>
  );
  return (
    <Page title={text('title')} lead={text('lead')} actions={reference}>
      <RequireScope anyOf={['read', 'manage']}>
        {mayManage ? <KeySection /> : null}
        {mayCall ? <TryCall key={application?.appId} application={application} /> : null}
        <RequestLog appId={application?.appId} />
      </RequireScope>
    </Page>
  );
}
