import type { Webhook } from '@lingpai/hub-client/types';
import { Form, Input, Radio, Select } from 'antd';
import { FormDialog } from '../../display/form-dialog.js';
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
  /** The receiver that is changed; a new one by default. Its application stays. */
  readonly webhook?: Webhook;
  readonly isPending: boolean;
  readonly onSubmit: (values: WebhookValues) => void;
  /** Whether this step of the opening is shown; it is by default. */
  readonly isShown?: boolean;
}

const allApplications = '';

/** Adds or changes a receiver. */
export function WebhookForm({ webhook, isPending, onSubmit, isShown = true }: WebhookFormProps) {
  const text = useWebhooksText();
  const applications = useApplications();
  const { appIds } = useSession();
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
    <FormDialog<FormValues>
      title={webhook === undefined ? text('form-create') : text('form-edit')}
      action={webhook === undefined ? text('add') : text('form-save')}
      initialValues={initial}
      isPending={isPending}
      onSubmit={submit}
      isShown={isShown}
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
      <ChosenEvents />
    </FormDialog>
  );
}

function ChosenEvents() {
  const text = useWebhooksText();
  const events = Form.useWatch<FormValues['events'] | undefined>('events');
  if (events !== 'chosen') return null;
  return (
    <Form.Item name="types" rules={[{ required: true, type: 'array', min: 1, message: text('form-events-needed') }]}>
      <EventChoice />
    </Form.Item>
  );
}
