import {
  ApiOutlined,
  AppstoreOutlined,
  CodeOutlined,
  DashboardOutlined,
  HistoryOutlined,
  QuestionCircleOutlined,
  SettingOutlined,
  UserAddOutlined,
} from '@ant-design/icons';
import { Link, useLocation } from '@tanstack/react-router';
import { Menu } from 'antd';
import { useShellText } from '../messages/shell.js';

const pages = [
  { to: '/', name: 'overview', icon: <DashboardOutlined /> },
  { to: '/authorizations', name: 'authorizations', icon: <AppstoreOutlined /> },
  { to: '/invite', name: 'invite', icon: <UserAddOutlined /> },
  { to: '/unassigned', name: 'unassigned', icon: <QuestionCircleOutlined /> },
  { to: '/activity', name: 'activity', icon: <HistoryOutlined /> },
  { to: '/webhooks', name: 'webhooks', icon: <ApiOutlined /> },
  { to: '/developers', name: 'developers', icon: <CodeOutlined /> },
  { to: '/settings', name: 'settings', icon: <SettingOutlined /> },
] as const;

/** The pages; the current one is marked, also on the pages below it. */
export function Navigation({ onChosen }: { readonly onChosen: () => void }) {
  const text = useShellText();
  const { pathname } = useLocation();
  const current = pages.find(({ to }) => (to === '/' ? pathname === '/' : pathname.startsWith(to)));
  return (
    <nav aria-label={text('navigation')}>
      <Menu
        mode="inline"
        className="navigation"
        selectedKeys={current === undefined ? [] : [current.to]}
        onClick={onChosen}
        items={pages.map(({ to, name, icon }) => ({
          key: to,
          icon,
          label: (
            <Link to={to} search={{}} {...(current?.to === to ? { 'aria-current': 'page' as const } : {})}>
              {text(name)}
            </Link>
          ),
        }))}
      />
    </nav>
  );
}
