import type { Activity } from '@lingpai/hub-client/types';
import { Badge } from 'antd';
import { useActivityText } from '../../messages/activity.js';

const badges = {
  started: 'processing',
  received: 'processing',
  applied: 'success',
  failed: 'error',
  unknown: 'warning',
  verified: 'success',
  duplicate: 'default',
  refused: 'error',
} as const;

const reasons = [
  'due',
  'asked',
  'token-invalid',
  'method',
  'malformed',
  'body-consumed',
  'too-large',
  'foreign-application',
  'unverified',
  'unhandled',
  'handler',
] as const;

/** Why it was made or refused; what a caller wrote is shown as it is. */
export function useReason(): (reason: string) => string {
  const text = useActivityText();
  return (reason) => {
    const known = reasons.find((one) => one === reason);
    return known === undefined ? reason : text(`reason-${known}`);
  };
}

/** What became of it. */
export function VerdictTag({ verdict }: Pick<Activity, 'verdict'>) {
  const text = useActivityText();
  return <Badge status={badges[verdict]} text={text(`verdict-${verdict}`)} />;
}

/** What became of it, and why. */
export function Verdict({ verdict, reason, alipayCode }: Activity) {
  const reasonText = useReason();
  const why = [reason === null ? null : reasonText(reason), alipayCode].filter((one) => one !== null);
  return (
    <>
      <VerdictTag verdict={verdict} />
      {why.length === 0 ? null : <div className="activity-note">{why.join(' · ')}</div>}
    </>
  );
}
