import type { AlertChannel, AlertsCreateChannelParameters } from '@lingpai/hub-client/types';
import { Form, Input, Select, Switch } from 'antd';
import { hub } from '../../api/hub.js';
import { FormDialog } from '../../display/form-dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useLanguage } from '../../language/language.js';
import { useSettingsText } from '../../messages/settings.js';
import { type ChannelTarget, ChannelTargetFields, targetOf } from './channel-target-fields.js';

const kinds = ['dingtalk', 'feishu', 'wecom', 'email'] as const;
const severities = ['warning', 'critical'] as const;
const languages = ['zh', 'en'] as const;

type ChannelFacts = Pick<AlertsCreateChannelParameters, 'kind' | 'name' | 'language' | 'minimumSeverity'>;

interface ChannelForm extends ChannelFacts, ChannelTarget {
  readonly isTargetNew: boolean;
}

interface ChannelDialogProps {
  /** The one that is changed; without it, one is added. */
  readonly channel?: AlertChannel | undefined;
}

/** Adds a channel, or changes one; the target of one that exists stays unless a new one is entered. */
export function ChannelDialog({ channel }: ChannelDialogProps) {
  const text = useSettingsText();
  const { language } = useLanguage();
  const { close } = useOpening();
  const isNew = channel === undefined;
  const save = useAction({
    run: ({ kind, name = '', isTargetNew, language: chosen, minimumSeverity, ...target }: ChannelForm) => {
      const shared = { name: name.trim(), language: chosen, minimumSeverity };
      if (channel === undefined) return hub.alerts.createChannel({ kind, ...shared, ...targetOf(kind, target) });
      const replaced = isTargetNew ? targetOf(channel.kind, target) : {};
      return hub.alerts.updateChannel({ channelId: channel.id, ...shared, ...replaced });
    },
    done: () => text(isNew ? 'channel-added' : 'channel-saved'),
    changes: [['alert-channels']],
    onDone: close,
  });
  const { kind = 'dingtalk', name, minimumSeverity = 'warning' } = channel ?? {};
  return (
    <FormDialog<ChannelForm>
      title={isNew ? text('channel-add') : text('channel-edit-title', { name: channel.name || channel.target })}
      action={text(isNew ? 'channel-add' : 'save')}
      initialValues={{ kind, name, minimumSeverity, language: channel?.language ?? language, isTargetNew: isNew }}
      isPending={save.isPending}
      onSubmit={save.mutate}
    >
      <Form.Item name="kind" label={text('channel-kind')}>
        <Select disabled={!isNew} options={kinds.map((value) => ({ value, label: text(`channel-kind-${value}`) }))} />
      </Form.Item>
      <Form.Item name="name" label={text('channel-name')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="minimumSeverity" label={text('channel-severity')}>
        <Select options={severities.map((value) => ({ value, label: text(`severity-${value}`) }))} />
      </Form.Item>
      <Form.Item name="language" label={text('channel-language')}>
        <Select options={languages.map((value) => ({ value, label: text(`language-${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="isTargetNew"
        label={text('channel-target-new')}
        extra={channel === undefined ? undefined : text('channel-target-hint', { target: channel.target })}
        hidden={isNew}
      >
        <Switch />
      </Form.Item>
      <Target />
    </FormDialog>
  );
}

function Target() {
  const kind = Form.useWatch<ChannelForm['kind'] | undefined>('kind') ?? 'dingtalk';
  const isNew = Form.useWatch<boolean | undefined>('isTargetNew') ?? false;
  return isNew ? <ChannelTargetFields kind={kind} /> : null;
}
