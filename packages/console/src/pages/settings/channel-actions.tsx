import type { AlertChannel } from '@lingpai/hub-client/types';
import { App, Button } from 'antd';
import { hub } from '../../api/hub.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';

interface ChannelActionsProps {
  readonly channel: AlertChannel;
  readonly onEdit: () => void;
}

/** Tests, changes, disables and deletes a channel. */
export function ChannelActions({ channel: { id: channelId, name, target, state }, onEdit }: ChannelActionsProps) {
  const text = useSettingsText();
  const { message, modal } = App.useApp();
  const changes = [['alert-channels']] as const;
  const test = useAction({
    run: () => hub.alerts.testChannel({ channelId }),
    changes,
    onDone({ isSent, failure, code }) {
      if (isSent) void message.success(text('channel-tested'));
      else void message.error(`${text('channel-test-failed')} ${[failure, code].filter(Boolean).join(' · ')}`);
    },
  });
  const wanted = state === 'enabled' ? 'disabled' : 'enabled';
  const change = useAction({
    run: () => hub.alerts.updateChannel({ channelId, state: wanted }),
    done: () => text(`channel-now-${wanted}`),
    changes,
  });
  const remove = useAction({
    run: () => hub.alerts.deleteChannel({ channelId }),
    done: () => text('channel-deleted'),
    changes,
  });
  const ask = () =>
    void modal.confirm({
      title: text('channel-delete-ask', { name: name || target }),
      content: text('channel-delete-hint'),
      okText: text('channel-delete'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync().catch(() => undefined),
    });
  return (
    <div className="settings-actions">
      <Button size="small" loading={test.isPending} onClick={() => test.mutate()}>
        {text('channel-test')}
      </Button>
      <Button size="small" onClick={onEdit}>
        {text('edit')}
      </Button>
      <Button size="small" loading={change.isPending} onClick={() => change.mutate()}>
        {text(state === 'enabled' ? 'app-disable' : 'app-enable')}
      </Button>
      <Button size="small" danger onClick={ask}>
        {text('channel-delete')}
      </Button>
    </div>
  );
}
