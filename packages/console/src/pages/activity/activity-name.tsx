import { BellOutlined, SwapOutlined } from '@ant-design/icons';
import type { Activity } from '@lingpai/hub-client/types';
import { useActivityText } from '../../messages/activity.js';

const known = [
  'redeem',
  'rotate',
  'open_app_auth_notify',
  'trade_status_sync',
  'alipay.open.auth.appauth.cancelled',
] as const;

/** What happened, in words. */
export function useActivityName(): (one: Pick<Activity, 'name' | 'verdict'>) => string {
  const text = useActivityText();
  return ({ name, verdict }) => {
    if (name === null) return verdict === 'refused' ? text('name-refused') : text('name-failed');
    const found = known.find((one) => one === name);
    return found === undefined ? name : text(`name-${found}`);
  };
}

/** The picture of its kind. */
export function KindIcon({ kind }: Pick<Activity, 'kind'>) {
  const text = useActivityText();
  const Icon = kind === 'operation' ? SwapOutlined : BellOutlined;
  return <Icon className="activity-icon" aria-label={text(`kind-${kind}`)} />;
}
