import { MoreOutlined } from '@ant-design/icons';
import type { Webhook } from '@lingpai/hub-client/types';
import { App, Button } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { ActionMenu } from '../../display/action-menu.js';
import { Opening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useCommonText } from '../../messages/common.js';
import { useWebhookText } from '../../messages/webhook.js';
import { DeleteDialog } from './delete-dialog.js';
import { EditDialog } from './edit-dialog.js';
import { ReplayDialog } from './replay-dialog.js';
import { RotateDialog } from './rotate-dialog.js';
import type { WebhookDialogProps } from './webhook-dialog.js';

const dialogs = { replay: ReplayDialog, edit: EditDialog, rotate: RotateDialog, delete: DeleteDialog } as const;

/** What can be done with a receiver. */
export function WebhookActions({ webhook, title }: WebhookDialogProps) {
  const text = useWebhookText();
  const common = useCommonText();
  const { modal } = App.useApp();
  const [dialog, setDialog] = useState<keyof typeof dialogs>();
  const { id: webhookId, state } = webhook;
  const changes = [['webhooks']];
  const test = useAction({ run: () => hub.webhooks.test({ webhookId }), done: () => text('test-sent'), changes });
  const setState = useAction({
    run: (to: Webhook['state']) => hub.webhooks.update({ webhookId, state: to }),
    done: (changed) => (changed.state === 'enabled' ? text('enable-done') : text('disable-done')),
    changes,
  });
  const disable = () =>
    modal.confirm({
      title: text('disable-ask'),
      content: text('disable-hint'),
      okText: text('disable'),
      cancelText: common('cancel'),
      onOk: () => setState.mutate('disabled'),
    });
  return (
    <>
      {state === 'enabled' ? (
        <>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {text('test')}
          </Button>
          <Button onClick={() => setDialog('replay')}>{text('replay')}</Button>
        </>
      ) : (
        <Button type="primary" loading={setState.isPending} onClick={() => setState.mutate('enabled')}>
          {text('enable')}
        </Button>
      )}
      <ActionMenu
        label={text('more')}
        icon={<MoreOutlined />}
        items={[
          { key: 'edit', label: text('edit'), onClick: () => setDialog('edit') },
          { key: 'rotate', label: text('rotate'), onClick: () => setDialog('rotate') },
          ...(state === 'enabled' ? [{ key: 'disable', label: text('disable'), onClick: disable }] : []),
          { type: 'divider' },
          { key: 'delete', label: text('delete'), danger: true, onClick: () => setDialog('delete') },
        ]}
      />
      <Opening of={dialog} onClose={() => setDialog(undefined)}>
        {(name) => {
          const Dialog = dialogs[name];
          return <Dialog webhook={webhook} title={title} />;
        }}
      </Opening>
    </>
  );
}
