import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { Dialog } from '../../display/dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useCommonText } from '../../messages/common.js';
import { useDevelopersText } from '../../messages/developers.js';
import { useApplications } from '../../session/applications.js';
import { type Scope, useSession } from '../../session/session.js';

interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly appIds?: readonly string[];
  /** Days; 0: never. */
  readonly expires: number;
  readonly ipRanges?: readonly string[];
}

const periods = [30, 90, 365] as const;
const dayLength = 86_400_000;

/** Creates a key, and shows it once: it is in no cache and gone when the window is closed. */
export function CreateKeyDialog() {
  const text = useDevelopersText();
  const { close } = useOpening();
  const [form] = Form.useForm<NewKey>();
  const name = useId();
  const [key, setKey] = useState<string>();
  const create = useAction({
    run: ({ name, scopes, appIds = [], expires, ipRanges = [] }: NewKey) =>
      hub.keys.create({
        name: name.trim(),
        scopes,
        ...(appIds.length > 0 ? { appIds } : {}),
        ...(expires > 0 ? { expiresAt: Date.now() + expires * dayLength } : {}),
        ...(ipRanges.length > 0 ? { ipRanges } : {}),
      }),
    changes: [['keys']],
    onDone: (created) => setKey(created.key),
  });
  return (
    <Dialog
      title={text(key === undefined ? 'key-create' : 'key-created-title')}
      isPending={create.isPending}
      mask={{ closable: false }}
      footer={
        key === undefined ? (
          <Button type="primary" loading={create.isPending} onClick={form.submit}>
            {text('key-create')}
          </Button>
        ) : (
          <Button onClick={close}>{text('key-close')}</Button>
        )
      }
    >
      {key === undefined ? (
        <Form<NewKey>
          form={form}
          name={name}
          layout="vertical"
          requiredMark={false}
          initialValues={{ scopes: ['read'], expires: 365 }}
          onFinish={(given) => create.mutate(given)}
        >
          <KeyFields />
        </Form>
      ) : (
        <>
          <p>
            <Copyable value={key} />
          </p>
          <Alert type="warning" showIcon title={text('key-created')} />
        </>
      )}
    </Dialog>
  );
}

function KeyFields() {
  const text = useDevelopersText();
  const common = useCommonText();
  const { scopes, appIds } = useSession();
  const applications = useApplications();
  const expiries = [
    ...periods.map((count) => ({ value: count, label: text('key-days', { count }) })),
    { value: 0, label: text('key-never') },
  ];
  return (
    <>
      <Form.Item
        name="name"
        label={text('key-name')}
        extra={text('key-name-hint')}
        rules={[{ required: true, whitespace: true, message: text('key-name-needed') }]}
      >
        <Input autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="scopes"
        label={text('key-scopes')}
        rules={[{ type: 'array', min: 1, message: text('key-scopes-needed') }]}
      >
        <Checkbox.Group options={scopes.map((value) => ({ value, label: common(`scope-${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="appIds"
        label={text('key-apps')}
        rules={appIds === null ? [] : [{ required: true, message: text('key-apps') }]}
      >
        <Select
          mode="multiple"
          placeholder={text('key-apps-all')}
          options={applications.map(({ appId, name }) => ({ value: appId, label: name }))}
        />
      </Form.Item>
      <Form.Item name="expires" label={text('key-expires')}>
        <Select options={expiries} />
      </Form.Item>
      <Form.Item name="ipRanges" label={text('key-ranges')} extra={text('key-ranges-hint')}>
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', ' ']}
          placeholder={text('key-ranges-any')}
        />
      </Form.Item>
    </>
  );
}
