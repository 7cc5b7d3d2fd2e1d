import { useQuery } from '@tanstack/react-query';
import { hub } from '../../api/hub.js';
import { LinkButton } from '../../display/link-button.js';
import { relativeTime } from '../../display/relative-time.js';
import { useLanguage } from '../../language/language.js';
import { useOverviewText } from '../../messages/overview.js';
import { useMay } from '../../session/session.js';
import type { Issue } from './issue-item.js';

/** A single failure is retried within seconds, and is nobody's business. */
const failuresOfNote = 2;

/** Receivers of webhooks that fail. */
export function useWebhookIssues(): readonly Issue[] {
  const text = useOverviewText();
  const { locale } = useLanguage();
  const { data = [] } = useQuery({
    queryKey: ['webhooks', 'issues'],
    queryFn: async ({ signal }) => (await hub.webhooks.list({ limit: 200 }, { signal })).webhooks,
    enabled: useMay('webhooks'),
    refetchInterval: 60_000,
  });
  return data
    .filter(
      ({ state, failures, pausedUntil }) => state === 'enabled' && (failures >= failuresOfNote || pausedUntil !== null),
    )
    .map(({ id, name, url, failures, failingSince }) => ({
      key: id,
      level: 'urgent',
      title: text('issue-webhook', { name: name || url }),
      hint: text('issue-webhook-hint', {
        count: failures,
        when: relativeTime(failingSince ?? Date.now(), Date.now(), locale),
      }),
      help: (
        <LinkButton to="/webhooks/$id" params={{ id }}>
          {text('help-webhook')}
        </LinkButton>
      ),
    }));
}
