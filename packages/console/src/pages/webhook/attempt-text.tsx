import type { Delivery } from '@lingpai/hub-client/types';
import { Typography } from 'antd';
import { useWebhookText } from '../../messages/webhook.js';

const failures = [
  'address-not-permitted',
  'connection-failed',
  'name-not-found',
  'redirected',
  'secret-unreadable',
  'status',
  'timeout',
  'tls-failed',
] as const;

/** What the receiver did with an attempt: its status, or why there is none. */
export function AttemptText({ status, failure }: Delivery['log'][number]) {
  const text = useWebhookText();
  const known = failures.find((one) => one === failure);
  const said = failure === null ? text('attempt-taken') : known === undefined ? failure : text(`failure-${known}`);
  return (
    <>
      {status === null ? null : <span className="code">{status} </span>}
      <Typography.Text type={failure === null ? 'success' : 'danger'}>{said}</Typography.Text>
    </>
  );
}
