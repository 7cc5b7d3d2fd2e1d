import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { Dialog } from '../../display/dialog.js';
import { localMinute } from '../../display/local-minute.js';
import { useOpening } from '../../display/opening.js';
import { useAction } from '../../display/use-action.js';
import { useProblemText } from '../../display/use-problem-text.js';
import { useWebhookText } from '../../messages/webhook.js';
import type { WebhookDialogProps } from './webhook-dialog.js';
import { type Replay, replayAll } from './webhook-queries.js';

const day = 86_400_000;

/** Sends events again: those that were given up, or all since an instant. How many is counted first. */
export function ReplayDialog({ webhook }: WebhookDialogProps) {
  const text = useWebhookText();
  const { isOpen, close } = useOpening();
  const problemText = useProblemText();
  const [which, setWhich] = useState<'dead' | 'since'>('dead');
  const [since, setSince] = useState(() => localMinute(Date.now() - day));
  const at = new Date(since).getTime();
  const isComplete = which === 'dead' || Number.isFinite(at);
  const replay: Replay = which === 'dead' ? { state: 'dead' } : { since: at };
  const { data, error, isFetching } = useQuery({
    queryKey: ['webhooks', webhook.id, 'replay', which, which === 'dead' ? null : since],
    queryFn: ({ signal }) => replayAll(webhook.id, replay, { dryRun: true, signal }),
    enabled: isOpen && isComplete,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const start = useAction({
    run: () => replayAll(webhook.id, replay, { dryRun: false }),
    done: (count) => text('replay-done', { count }),
    changes: [['webhooks']],
    onDone: close,
  });
  const count = isComplete && !isFetching && error === null ? (data ?? 0) : 0;
  const found = count === 0 ? text('replay-none') : text('replay-count', { count });
  return (
    <Dialog
      title={text('replay-title')}
      okText={count === 0 ? text('replay-start') : text('replay-action', { count })}
      okButtonProps={{ disabled: count === 0 }}
      isPending={start.isPending}
      onOk={() => start.mutate()}
    >
      <p>{text('replay-hint')}</p>
      <Form layout="vertical">
        <Form.Item label={text('replay-which')}>
          <Radio.Group
            aria-label={text('replay-which')}
            value={which}
            onChange={({ target }) => setWhich(target.value)}
            className="replay-choice"
            options={[
              { value: 'dead', label: text('replay-dead') },
              { value: 'since', label: text('replay-since') },
            ]}
          />
          {which === 'since' ? (
            <Input
              type="datetime-local"
              className="replay-since"
              aria-label={text('replay-since-name')}
              value={since}
              onChange={({ target }) => setSince(target.value)}
            />
          ) : null}
        </Form.Item>
      </Form>
      <p role="status" className="replay-count">
        {error === null ? (isFetching ? text('replay-counting') : found) : problemText(error)}
      </p>
    </Dialog>
  );
}
