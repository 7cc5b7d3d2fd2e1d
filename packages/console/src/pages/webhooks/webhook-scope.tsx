import type { Webhook } from '@lingpai/hub-client/types';
import { useWebhooksText } from '../../messages/webhooks.js';
import { useApplications } from '../../session/applications.js';
import './webhooks-page.css';

/** Whose events a receiver gets: an application's or all, a merchant's or all. */
export function WebhookScope({ appId, reference }: Pick<Webhook, 'appId' | 'reference'>) {
  const text = useWebhooksText();
  const applications = useApplications();
  const application = applications.find((one) => one.appId === appId);
  return (
    <div>
      {appId === null ? text('scope-all') : (application?.name ?? appId)}
      <div className="webhook-note">
        {reference === null ? text('scope-application') : text('scope-reference', { reference })}
      </div>
    </div>
  );
}
