import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, Grid } from 'antd';
import { hub } from '../api/hub.js';
import { useProblemText } from '../display/use-problem-text.js';
import { useShellText } from '../messages/shell.js';
import { useSession } from '../session/session.js';

/** Who is signed in, and the way out. */
export function MemberMenu() {
  const text = useShellText();
  const { name, role } = useSession();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const isWide = Grid.useBreakpoint().md;
  const leave = useMutation({
    mutationFn: () => hub.session.signOut(),
    async onSuccess() {
      await navigate({ to: '/sign-in', search: {} });
      queryClient.clear();
    },
    onError: (error) => void message.error(problemText(error)),
  });
  const items = [
    { key: 'who', label: `${name} · ${text(`role-${role ?? 'none'}`)}`, disabled: true },
    { type: 'divider' as const },
    { key: 'sign-out', icon: <LogoutOutlined />, label: text('sign-out'), onClick: () => leave.mutate() },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button type="text" icon={<UserOutlined />} aria-label={text('member-menu', { name })} loading={leave.isPending}>
        {isWide ? name : null}
      </Button>
    </Dropdown>
  );
}
