import type { Application } from '@lingpai/hub-client/types';
import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { FormDialog } from '../../display/form-dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';

const policies = ['before-deadline', 'every', 'never'] as const;
const rules = ['either', 'V2', 'V1'] as const;

interface EditForm {
  readonly name: string;
  readonly policy: (typeof policies)[number];
  readonly everyDays?: number;
  readonly notifyRule: (typeof rules)[number];
  readonly returnUrls: readonly string[];
}

/** Changes what an application is configured with, besides its keys. */
export function ApplicationEditDialog({ application }: { readonly application: Application }) {
  const text = useSettingsText();
  const { close } = useOpening();
  const save = useAction({
    run: ({ name, policy, everyDays = 1, notifyRule, returnUrls }: EditForm) =>
      hub.applications.update({
        appId: application.appId,
        name: name.trim(),
        rotation: policy === 'every' ? { everyDays } : policy,
        notifyRule: notifyRule === 'either' ? null : notifyRule,
        returnUrls: returnUrls.map((url) => url.trim()),
      }),
    done: () => text('app-saved'),
    changes: [['applications'], ['session']],
    onDone: close,
  });
  return (
    <FormDialog<EditForm>
      title={text('app-edit-title', { name: application.name })}
      action={text('save')}
      initialValues={valuesOf(application)}
      isPending={save.isPending}
      onSubmit={save.mutate}
    >
      <EditFields />
      <AddressFacts {...application} />
    </FormDialog>
  );
}

function valuesOf({ name, rotation, notifyRule, returnUrls }: Application): EditForm {
  const isEvery = typeof rotation === 'object';
  return {
    name,
    policy: isEvery ? 'every' : rotation,
    everyDays: isEvery ? rotation.everyDays : 30,
    notifyRule: notifyRule ?? 'either',
    returnUrls,
  };
}

function EditFields() {
  const text = useSettingsText();
  const policy = Form.useWatch<EditForm['policy'] | undefined>('policy');
  const needed = [{ required: true, whitespace: true, message: text('field-needed') }];
  return (
    <>
      <Form.Item name="name" label={text('app-name')} rules={needed}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="policy" label={text('app-rotation')}>
        <Radio.Group
          className="settings-choices"
          options={policies.map((value) => ({ value, label: text(`rotation-${value}`) }))}
        />
      </Form.Item>
      {policy === 'every' ? (
        <Form.Item
          name="everyDays"
          label={text('rotation-days')}
          rules={[{ required: true, message: text('field-needed') }]}
        >
          <InputNumber min={1} max={3_650} />
        </Form.Item>
      ) : null}
      <Form.Item name="notifyRule" label={text('app-notify-rule')} extra={text('app-notify-rule-hint')}>
        <Select options={rules.map((value) => ({ value, label: text(`rule-${value}`) }))} />
      </Form.Item>
      <Form.Item name="returnUrls" label={text('app-return-urls')} extra={text('app-return-urls-hint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', '\n']} />
      </Form.Item>
    </>
  );
}

/** What has to be entered at Alipay. */
function AddressFacts({ callbackUrl, notifyUrl }: Application) {
  const text = useSettingsText();
  return (
    <dl className="settings-addresses">
      <dt>{text('app-callback-url')}</dt>
      <dd>
        <Copyable value={callbackUrl} />
      </dd>
      <dt>{text('app-notify-url')}</dt>
      <dd>
        <Copyable value={notifyUrl} />
      </dd>
    </dl>
  );
}
