import type { Application } from '@lingpai/hub-client/types';
import { Form, Input, Radio } from 'antd';
import { hub } from '../../api/hub.js';
import { FormDialog } from '../../display/form-dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useSettingsText } from '../../messages/settings.js';

const secrets = {
  key: ['privateKey', 'alipayPublicKey'],
  certificate: ['privateKey', 'appCertificate', 'alipayCertificate', 'alipayRootCertificate'],
} as const;

interface ApplicationForm {
  readonly appId: string;
  readonly name?: string;
  readonly endpoint: string;
  readonly mode: keyof typeof secrets;
  readonly encryptKey?: string;
  readonly keys: Readonly<Record<string, string>> & { readonly privateKey: string };
}

interface ApplicationDialogProps {
  /** The one whose keys are replaced; without it, one is added. */
  readonly application?: Application | undefined;
}

/** Adds an application, or replaces all keys of one; what is entered is gone when the window is closed. */
export function ApplicationDialog({ application }: ApplicationDialogProps) {
  const text = useSettingsText();
  const { close } = useOpening();
  const isNew = application === undefined;
  const save = useAction({
    run: ({ appId, name = '', endpoint, encryptKey = '', keys: given }: ApplicationForm) => {
      const keys = { ...given, ...(encryptKey.trim() === '' ? {} : { encryptKey: encryptKey.trim() }) };
      if (application !== undefined) return hub.applications.update({ appId: application.appId, keys });
      const called = name.trim() === '' ? {} : { name: name.trim() };
      return hub.applications.create({ appId: appId.trim(), endpoint: endpoint.trim(), keys, ...called });
    },
    done: () => text(isNew ? 'app-added' : 'app-replaced'),
    changes: [['applications'], ['session']],
    onDone: close,
  });
  return (
    <FormDialog<ApplicationForm>
      title={application === undefined ? text('app-add') : text('app-replace-title', { name: application.name })}
      action={text(isNew ? 'app-add' : 'app-replace')}
      initialValues={{ mode: application?.mode ?? 'key', endpoint: 'https://openapi.alipay.com' }}
      isPending={save.isPending}
      onSubmit={save.mutate}
    >
      {isNew ? <IdentityFields /> : null}
      <KeyFields />
    </FormDialog>
  );
}

function IdentityFields() {
  const text = useSettingsText();
  return (
    <>
      <Form.Item
        name="appId"
        label={text('app-id')}
        rules={[{ required: true, pattern: /^\s*[\w-]{1,64}\s*$/, message: text('app-id-needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={text('app-name')}>
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="endpoint"
        label={text('app-endpoint')}
        rules={[{ required: true, pattern: /^\s*https?:\/\/[^\s/?#]+\s*$/, message: text('app-endpoint-needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
    </>
  );
}

function KeyFields() {
  const text = useSettingsText();
  const mode = Form.useWatch<ApplicationForm['mode'] | undefined>('mode') ?? 'key';
  return (
    <>
      <Form.Item name="mode" label={text('app-keys')}>
        <Radio.Group
          options={(['key', 'certificate'] as const).map((value) => ({ value, label: text(`app-mode-${value}`) }))}
        />
      </Form.Item>
      {secrets[mode].map((name) => (
        <Form.Item
          key={name}
          name={['keys', name]}
          label={text(`secret-${name}`)}
          rules={[{ required: true, whitespace: true, message: text('secret-needed') }]}
        >
          <Input.TextArea rows={3} className="code" autoComplete="off" spellCheck={false} />
        </Form.Item>
      ))}
      <Form.Item name="encryptKey" label={text('secret-encryptKey')} extra={text('secret-encryptKey-hint')}>
        <Input.Password autoComplete="off" />
      </Form.Item>
    </>
  );
}
