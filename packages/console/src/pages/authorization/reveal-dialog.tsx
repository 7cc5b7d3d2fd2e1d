import { Alert, Button, Form, Input } from 'antd';
import { useId, useState } from 'react';
import { hub } from '../../api/hub.js';
import { Copyable } from '../../display/copyable.js';
import { Dialog } from '../../display/dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useAuthorizationText } from '../../messages/authorization.js';

interface RevealDialogProps {
  readonly appId: string;
  readonly authAppId: string;
}

/** Shows the token after a reason was given; it is in no cache and gone when the window is closed. */
export function RevealDialog({ appId, authAppId }: RevealDialogProps) {
  const text = useAuthorizationText();
  const { close } = useOpening();
  const name = useId();
  const [form] = Form.useForm<{ reason: string }>();
  const [token, setToken] = useState<string>();
  const reveal = useAction({
    run: (reason: string) => hub.authorizations.token({ appId, authAppId, reason }),
    changes: [['authorization', appId, authAppId, 'history']],
    onDone: (found) => setToken(found.token),
  });
  return (
    <Dialog
      title={text('reveal-title')}
      isPending={reveal.isPending}
      footer={
        token === undefined ? (
          <Button type="primary" loading={reveal.isPending} onClick={form.submit}>
            {text('reveal-action')}
          </Button>
        ) : (
          <Button onClick={close}>{text('reveal-close')}</Button>
        )
      }
    >
      {token === undefined ? (
        <Form
          form={form}
          name={name}
          layout="vertical"
          requiredMark={false}
          onFinish={({ reason }) => reveal.mutate(reason.trim())}
        >
          <Form.Item
            name="reason"
            label={text('reveal-reason')}
            extra={text('reveal-hint')}
            rules={[{ required: true, whitespace: true, message: text('reveal-reason-needed') }]}
          >
            <Input autoFocus autoComplete="off" maxLength={200} />
          </Form.Item>
        </Form>
      ) : (
        <>
          <p>
            <Copyable value={token} />
          </p>
          <Alert type="warning" showIcon title={text('reveal-shown')} />
        </>
      )}
    </Dialog>
  );
}
