import type { Webhook } from '@lingpai/hub-client/types';
import { Tag } from 'antd';
import { Copyable } from '../../display/copyable.js';
import { Fact, FactList } from '../../display/fact.js';
import { Section } from '../../display/section.js';
import { TextWith } from '../../display/text-with.js';
import { Time } from '../../display/time.js';
import { isEventType, useEventTypeText } from '../../messages/event-types.js';
import { useWebhookText } from '../../messages/webhook.js';
import { WebhookHealth } from '../webhooks/webhook-health.js';
import { WebhookScope } from '../webhooks/webhook-scope.js';

/** What a receiver is, and what it gets. */
export function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  const text = useWebhookText();
  const { id, url, previousSecretUntil: until, types, createdAt, createdBy } = webhook;
  return (
    <Section title={text('facts-title')}>
      <FactList>
        <Fact name={text('fact-health')}>
          <WebhookHealth {...webhook} />
        </Fact>
        <Fact name={text('fact-url')}>
          <Copyable value={url} />
        </Fact>
        <Fact name={text('fact-scope')}>
          <WebhookScope {...webhook} />
        </Fact>
        <Fact name={text('fact-events')}>{types === null ? text('fact-events-all') : <TypeTags types={types} />}</Fact>
        <Fact name={text('fact-secret')}>
          {until === null ? (
            text('fact-secret-one')
          ) : (
            <TextWith text={text('fact-secret-two', { when: '{}' })} part={<Time at={until} />} />
          )}
        </Fact>
        <Fact name={text('fact-created')}>
          <Time at={createdAt} />
        </Fact>
        <Fact name={text('fact-by')}>{createdBy === null ? null : <span className="code">{createdBy}</span>}</Fact>
        <Fact name={text('fact-id')}>
          <Copyable value={id} />
        </Fact>
      </FactList>
    </Section>
  );
}

function TypeTags({ types }: { readonly types: readonly string[] }) {
  const text = useEventTypeText();
  return (
    <span className="webhook-types">
      {types.map((type) => (
        <Tag key={type} title={type}>
          {isEventType(type) ? text(`type-${type}`) : type}
        </Tag>
      ))}
    </span>
  );
}
