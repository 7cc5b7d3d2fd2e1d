import type { Webhook } from '@lingpai/hub-client/types';
import { Badge } from 'antd';
import { relativeTime } from '../../display/relative-time.js';
import { useLanguage } from '../../language/language.js';
import { useWebhooksText } from '../../messages/webhooks.js';
import './webhooks-page.css';

type HealthFacts = Pick<Webhook, 'state' | 'failures' | 'failingSince' | 'pausedUntil'>;

export type Health = 'healthy' | 'failing' | 'paused' | 'disabled';

const badges = { healthy: 'success', failing: 'warning', paused: 'error', disabled: 'default' } as const;

export function healthOf({ state, failures, pausedUntil }: HealthFacts): Health {
  if (state === 'disabled') return 'disabled';
  if (pausedUntil !== null) return 'paused';
  return failures > 0 ? 'failing' : 'healthy';
}

/** Whether a receiver works, and since when it does not. */
export function WebhookHealth(webhook: HealthFacts) {
  const text = useWebhooksText();
  const { locale } = useLanguage();
  const health = healthOf(webhook);
  const { failures, failingSince } = webhook;
  return (
    <div>
      <Badge status={badges[health]} text={text(`health-${health}`)} />
      {failingSince === null || health === 'disabled' ? null : (
        <div className="webhook-note">
          {text('health-failures', { count: failures, when: relativeTime(failingSince, Date.now(), locale) })}
        </div>
      )}
    </div>
  );
}
