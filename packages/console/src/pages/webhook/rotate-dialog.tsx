import { Form, Select } from 'antd';
import { useState } from 'react';
import { hub } from '../../api/hub.js';
import { Dialog } from '../../display/dialog.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useWebhookText } from '../../messages/webhook.js';
import { type NewSecret, SecretDialog } from '../webhooks/secret-dialog.js';
import type { WebhookDialogProps } from './webhook-dialog.js';

/** Seconds for which the older secret stays valid. */
const overlaps = [86_400, 0, 3_600, 604_800, 2_592_000] as const;
type Overlap = (typeof overlaps)[number];

/** Gives a receiver a new secret, and shows it once. */
export function RotateDialog({ webhook }: WebhookDialogProps) {
  const text = useWebhookText();
  const { close } = useOpening();
  const [overlap, setOverlap] = useState<Overlap>(overlaps[0]);
  const [made, setMade] = useState<NewSecret>();
  const rotate = useAction({
    run: () => hub.webhooks.rotateSecret({ webhookId: webhook.id, overlap }),
    changes: [['webhooks']],
    onDone: ({ secret, previousSecretUntil }) => setMade({ secret, previousUntil: previousSecretUntil }),
  });
  return (
    <>
      <Dialog
        isShown={made === undefined}
        title={text('rotate-title')}
        okText={text('rotate-make')}
        isPending={rotate.isPending}
        onOk={() => rotate.mutate()}
      >
        <p>{text('rotate-hint')}</p>
        <Form layout="vertical">
          <Form.Item label={text('rotate-overlap')} htmlFor="overlap">
            <Select<Overlap>
              id="overlap"
              value={overlap}
              onChange={setOverlap}
              options={overlaps.map((value) => ({ value, label: text(`rotate-${value}`) }))}
            />
          </Form.Item>
        </Form>
      </Dialog>
      <SecretDialog shown={made} onStored={close} />
    </>
  );
}
