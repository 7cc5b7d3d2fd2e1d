import { DownOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useShellText } from '../messages/shell.js';
import { useApplication, useApplications } from '../session/applications.js';

/** Chooses the application whose merchants are shown; it is in the address. */
export function ApplicationSwitcher() {
  const text = useShellText();
  const applications = useApplications();
  const application = useApplication();
  const navigate = useNavigate();
  const choose = (app: string) =>
    void navigate({ to: '.', search: (before) => ({ ...before, app, cursor: undefined }) });
  const items = applications.map(({ appId, name, isEnabled }) => ({
    key: appId,
    label: isEnabled ? name : `${name} (${text('application-disabled')})`,
  }));
  const shown = application?.name ?? text('no-application');
  const selectedKeys = application === undefined ? [] : [application.appId];
  return (
    <div className="application-switcher">
      <span aria-hidden="true">{text('application')}</span>
      <Dropdown
        trigger={['click']}
        disabled={applications.length === 0}
        classNames={{ root: 'application-menu' }}
        menu={{ items, selectable: true, selectedKeys, onClick: ({ key }) => choose(key) }}
      >
        <Button
          icon={<DownOutlined />}
          iconPlacement="end"
          aria-label={`${text('application')}: ${shown}`}
          className="application-button"
        >
          <span className="application-name">{shown}</span>
        </Button>
      </Dropdown>
    </div>
  );
}
