import type { Webhook } from '@lingpai/hub-client/types';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { useCommonText } from '../../messages/common.js';
import { type EventType, isEventType } from '../../messages/event-types.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import { useApplications } from '../../session/applications.js';
import { useSession } from '../../session/session.js';
import { EventChoice } from './event-choice.js';

/** What a member says about a receiver; `null`: all. */
export interface WebhookValues {
  readonly url: string;
  readonly name: string;
  readonly appId: string | null;
  readonly reference: string | null;
  readonly types: readonly EventType[] | null;
}

interface FormValues extends Omit<WebhookValues, 'types' | 'appId'> {
  readonly appId: string;
  readonly events: 'all' | 'chosen';
  readonly types?: readonly EventType[];
}

interface WebhookFormProps {
  readonly isOpen: boolean;
  /** The receiver that is changed; a new one by default. Its application stays. */
  readonly webhook?: Webhook;
  readonly isPending: boolean;
  readonly onSubmit: (values: WebhookValues) => void;
  readonly onClose: () => void;
}

const allApplications = '';

/** Adds or changes a receiver. */
export function WebhookForm({ isOpen, webhook, isPending, onSubmit, onClose }: WebhookFormProps) {
  const text = useWebhooksText();
  const common = useCommonText();
  const applications = useApplications();
  const { appIds } = useSession();
  const [form] = Form.useForm<FormValues>();
  const events = Form.useWatch('events', form);
  const submit = ({ url, name, appId, reference, events: which, types = [] }: FormValues) =>
    onSubmit({
      url: url.trim(),
      name: name.trim(),
      appId: appId === allApplications ? null : appId,
      reference: reference?.trim() || null,
      types: which === 'all' ? null : types,
    });
  const options = [
    ...(appIds === null ? [{ value: allApplications, label: text('scope-all') }] : []),
    ...applications.map(({ appId, name }) => ({ value: appId, label: name })),
  ];
  const initial: FormValues = {
    url: webhook?.url ?? 'https://',
    name: webhook?.name ?? '',
    appId: (webhook === undefined ? options[0]?.value : webhook.appId) ?? allApplications,
    reference: webhook?.reference ?? null,
    events: webhook === undefined || webhook.types === null ? 'all' : 'chosen',
    types: webhook?.types?.filter(isEventType) ?? [],
  };
  return (
    <Modal
      open={isOpen}
      title={webhook === undefined ? text('form-create') : text('form-edit')}
      okText={webhook === undefined ? text('add') : text('form-save')}
      cancelText={common('cancel')}
      okButtonProps={{ loading: isPending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<FormValues>
        form={form}
        layout="vertical"
        initialValues={initial}
        onFinish={submit}
        requiredMark={false}
        clearOnDestroy
      >
        <Form.Item
          name="url"
          label={text('form-url')}
          extra={text('form-url-hint')}
          rules={[{ required: true, pattern: /^https?:\/\/[^\s/]/, message: text('form-url-needed') }]}
        >
          <Input inputMode="url" autoComplete="off" spellCheck={false} maxLength={2_000} />
        </Form.Item>
        <Form.Item name="name" label={text('form-name')}>
          <Input placeholder={text('form-name-hint')} autoComplete="off" maxLength={200} />
        </Form.Item>
        <Form.Item name="appId" label={text('form-application')}>
          <Select options={options} disabled={webhook !== undefined} />
        </Form.Item>
        <Form.Item name="reference" label={text('form-reference')}>
          <Input placeholder={text('form-reference-hint')} autoComplete="off" maxLength={200} />
        </Form.Item>
        <Form.Item name="events" label={text('form-events')}>
          <Radio.Group
            options={[
              { value: 'all', label: text('form-events-all') },
              { value: 'chosen', label: text('form-events-chosen') },
            ]}
          />
        </Form.Item>
        {events === 'chosen' ? (
          <Form.Item
            name="types"
            rules={[{ required: true, type: 'array', min: 1, message: text('form-events-needed') }]}
          >
            <EventChoice />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}
