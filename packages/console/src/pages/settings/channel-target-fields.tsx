import type { AlertsCreateChannelParameters } from '@lingpai/hub-client/types';
import { Form, Input, InputNumber, Select } from 'antd';
import { useSettingsText } from '../../messages/settings.js';

/** Where a channel sends to, as it is entered; it is never shown again. */
export interface ChannelTarget {
  readonly url: string;
  readonly secret?: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
  readonly certificateAuthority?: string;
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

export type ChannelKind = AlertsCreateChannelParameters['kind'];

/** The target in the words of the hub. */
export function targetOf(
  kind: ChannelKind,
  target: ChannelTarget,
): Pick<AlertsCreateChannelParameters, 'robot' | 'email'> {
  const { url, secret, host, port, tls, certificateAuthority, user, password, from, to } = target;
  if (kind !== 'email') return { robot: { url: url.trim(), secret: secret || undefined } };
  const account = { user: user || undefined, password: password || undefined };
  const authority = certificateAuthority?.trim() || undefined;
  return {
    email: { host: host.trim(), port, tls, certificateAuthority: authority, from: from.trim(), to, ...account },
  };
}

export function ChannelTargetFields({ kind }: { readonly kind: ChannelKind }) {
  const text = useSettingsText();
  const needed = [{ required: true, message: text('field-needed') }];
  if (kind === 'email') return <EmailFields />;
  return (
    <>
      <Form.Item name="url" label={text('robot-url')} rules={needed}>
        <Input autoComplete="off" />
      </Form.Item>
      {kind === 'wecom' ? null : (
        <Form.Item name="secret" label={text('robot-secret')}>
          <Input.Password autoComplete="off" />
        </Form.Item>
      )}
    </>
  );
}

function EmailFields() {
  const text = useSettingsText();
  const needed = [{ required: true, message: text('field-needed') }];
  return (
    <>
      <Form.Item name="host" label={text('email-host')} rules={needed}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="port" label={text('email-port')} rules={needed} initialValue={465}>
        <InputNumber min={1} max={65_535} />
      </Form.Item>
      <Form.Item name="tls" label={text('email-tls')} initialValue="implicit">
        <Select
          options={(['implicit', 'starttls'] as const).map((value) => ({ value, label: text(`tls-${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="certificateAuthority" label={text('email-authority')} extra={text('email-authority-hint')}>
        <Input.TextArea rows={2} className="code" autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="user" label={text('email-user')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={text('email-password')}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="from" label={text('email-from')} rules={needed}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="to" label={text('email-to')} rules={needed}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ']} />
      </Form.Item>
    </>
  );
}
