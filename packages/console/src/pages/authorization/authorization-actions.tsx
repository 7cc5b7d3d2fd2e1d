import { DownOutlined } from '@ant-design/icons';
import type { Authorization } from '@lingpai/hub-client/types';
import { App, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { ActionMenu } from '../../display/action-menu.js';
import { Opening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationText } from '../../messages/authorization.js';
import { useCommonText } from '../../messages/common.js';
import { useMay } from '../../session/session.js';
import { AssignDialog } from './assign-dialog.js';
import { ForgetDialog } from './forget-dialog.js';
import { RevealDialog } from './reveal-dialog.js';

const changes = [['authorization'], ['authorizations'], ['statistics']] as const;
const dialogs = { assign: AssignDialog, forget: ForgetDialog, reveal: RevealDialog } as const;

/** What can be done to the authorization, as far as the member may. */
export function AuthorizationActions(authorization: Authorization) {
  const text = useAuthorizationText();
  const common = useCommonText();
  const { modal } = App.useApp();
  const mayManage = useMay('manage');
  const mayReveal = useMay('token');
  const [dialog, setDialog] = useState<keyof typeof dialogs>();
  const { appId, authAppId, state } = authorization;
  const key = { appId, authAppId };
  const check = useAction({
    run: () => hub.authorizations.check(key),
    done: (found) => text('check-done', { state: common(`state-${found.state}`) }),
    changes,
  });
  const rotate = useAction({ run: () => hub.authorizations.rotate(key), done: () => text('rotate-done'), changes });
  const deactivate = useAction({
    run: () => hub.authorizations.deactivate(key),
    done: () => text('deactivate-done'),
    changes,
  });
  const ask = (name: 'rotate' | 'deactivate', action: { mutateAsync(): Promise<unknown> }) =>
    modal.confirm({
      title: text(`${name}-ask`),
      content: text(`${name}-hint`),
      okText: text(name),
      onOk: () => action.mutateAsync().catch(() => undefined),
    });
  const isInUse = state === 'active' || state === 'attention';
  const items = [
    { key: 'deactivate', label: text('deactivate'), disabled: !isInUse, onClick: () => ask('deactivate', deactivate) },
    { key: 'forget', label: text('forget'), danger: true, onClick: () => setDialog('forget') },
  ];
  return (
    <>
      {mayReveal ? (
        <Button disabled={!isInUse} onClick={() => setDialog('reveal')}>
          {text('reveal')}
        </Button>
      ) : null}
      {mayManage ? (
        <>
          <Button onClick={() => setDialog('assign')}>{text('assign')}</Button>
          <Button disabled={!isInUse} loading={rotate.isPending} onClick={() => ask('rotate', rotate)}>
            {text('rotate')}
          </Button>
          <Button type="primary" loading={check.isPending} onClick={() => check.mutate()}>
            {text('check')}
          </Button>
          <ActionMenu label={text('more')} icon={<DownOutlined />} items={items} />
        </>
      ) : null}
      <Opening of={dialog} onClose={() => setDialog(undefined)}>
        {(name) => {
          const Dialog = dialogs[name];
          return <Dialog {...authorization} />;
        }}
      </Opening>
    </>
  );
}
